// The same small app in another language.
const http = require("node:http");

const waiting = [];

function answer(response, value) {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}

http.createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    if (request.url === "/wait") waiting.push(response);
    else if (request.url === "/go") {
      answer(response, {});
      waiting.splice(0).forEach((one) => answer(one, { waited: true }));
    } else if (request.url === "/echo") answer(response, JSON.parse(Buffer.concat(chunks)));
    else answer(response, { status: "ok" });
  });
}).listen(Number(process.env.PORT), process.env.HOST);
