"""A stand-in for a provider: streams the beginning of an answer and then cuts the connection."""

import http.server
import json
import threading

CHUNKS = 5


class Breaking(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        choice = {"index": 0, "delta": {"role": "assistant", "content": "some words "}, "finish_reason": None}
        chunk = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "breaking", "choices": [choice]}
        event = f"data: {json.dumps(chunk)}\n\n".encode()
        for _ in range(CHUNKS):
            self.wfile.write(b"%x\r\n%b\r\n" % (len(event), event))
            self.wfile.flush()
        # Without the chunk of no length that ends a body.
        self.close_connection = True

    def log_message(self, *arguments):
        pass


def start():
    """Its URL; it ends with the process."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Breaking)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/v1"
