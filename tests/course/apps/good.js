// The same small app in another language.
const http = require("node:http");

const waiting = [];
let released = false; // `/go` may overtake `/wait`

function answer(response, value) {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}

http.createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    if (request.url === "/wait" && !released) waiting.push(response);
    else if (request.url === "/wait") answer(response, { waited: true });
    else if (request.url === "/go") {
      released = true;
      answer(response, {});
      waiting.splice(0).forEach((one) => answer(one, { waited: true }));
    } else if (request.url === "/echo") answer(response, JSON.parse(Buffer.concat(chunks)));
    else answer(response, { status: "ok" });
  });
}).listen(Number(process.env.PORT), process.env.HOST);
