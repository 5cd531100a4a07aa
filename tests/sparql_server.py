"""A SPARQL server that is not ours: Oxigraph's engine behind two addresses, /query and /update, as other products have them."""

from __future__ import annotations

import urllib.parse
from http.server import BaseHTTPRequestHandler, HTTPServer

import pyoxigraph

STORE = pyoxigraph.Store()


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        try:
            if self.path == "/update":
                STORE.update(body)
                self.reply(204, "text/plain", b"")
            else:
                found = STORE.query(urllib.parse.parse_qs(body)["query"][0], use_default_graph_as_union=True)
                self.reply(200, "application/sparql-results+json", found.serialize(format=pyoxigraph.QueryResultsFormat.JSON))
        except (SyntaxError, ValueError, KeyError) as error:
            self.reply(400, "text/plain", str(error).encode())

    def reply(self, status, media, body):
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


if __name__ == "__main__":
    server = HTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()
