"""The part of GitHub's API that ci/gate.sh uses, in memory: comments and label
events of one pull request, by pages.  Prints its port; state is in FILE."""
import http.server
import json
import sys
import urllib.parse

FILE = sys.argv[1]


class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, code, value):
        body = json.dumps(value).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def serve(self):
        state = json.load(open(FILE))
        if self.headers["Authorization"] != "Bearer " + state["token"]:
            return self.answer(401, {"message": "Bad credentials"})
        url = urllib.parse.urlparse(self.path)
        parts = url.path.split("/")  # "", repos, owner, name, issues, ...
        size = int(self.headers["Content-Length"] or 0)
        sent = json.loads(self.rfile.read(size)) if size else None
        comments = state["comments"]
        if parts[1:] == ["repos", "some", "where", "pulls"]:
            query = urllib.parse.parse_qs(url.query)
            return self.answer(200, [pull for pull in state["pulls"]
                                     if pull["from"] == query["head"][0]])
        if parts[1:5] != ["repos", "some", "where", "issues"]:
            return self.answer(404, {})
        if self.command == "GET" and parts[5] == "7":
            query = urllib.parse.parse_qs(url.query)
            begin = (int(query["page"][0]) - 1) * int(query["per_page"][0])
            end = begin + int(query["per_page"][0])
            return self.answer(200, state[parts[6]][begin:end])
        if self.command == "POST" and parts[5:] == ["7", "comments"]:
            comments.append({"id": 1000 + len(comments),
                             "user": {"type": "Bot"}, "body": sent["body"]})
        elif self.command == "PATCH" and parts[5] == "comments":
            found = [c for c in comments if c["id"] == int(parts[6])]
            if not found:
                return self.answer(404, {})
            found[0]["body"] = sent["body"]
        else:
            return self.answer(405, {})
        json.dump(state, open(FILE, "w"))
        return self.answer(200, {})

    do_GET = do_POST = do_PATCH = serve

    def log_message(self, *arguments):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
