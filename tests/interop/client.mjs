// Calls Dateline knowing nothing but its address: the schema comes from server reflection.
// node client.mjs HOST:PORT  prints one JSON object with what each call gave.

import grpc from "@grpc/grpc-js";
import protoLoader from "@grpc/proto-loader";
import protobuf from "protobufjs";

const REFLECTION = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
const schema = protobuf.parse(`
  syntax = "proto3";
  message Ask { string file_containing_symbol = 4; string list_services = 7; }
  message Files { repeated bytes file_descriptor_proto = 1; }
  message Service { string name = 1; }
  message Services { repeated Service service = 1; }
  message Answer { Files file_descriptor_response = 4; Services list_services_response = 6; }
  message FileSet { repeated bytes file = 1; }
`).root;
const [Ask, Answer, FileSet] = ["Ask", "Answer", "FileSet"].map((name) => schema.lookupType(name));

const address = process.argv[2];
const credentials = grpc.credentials.createInsecure();

function reflect(question) {
  const client = new grpc.Client(address, credentials);
  return new Promise((resolve, reject) => {
    const stream = client.makeBidiStreamRequest(
      REFLECTION,
      (message) => Buffer.from(Ask.encode(message).finish()),
      (bytes) => Answer.decode(bytes),
    );
    stream.on("data", (answer) => { resolve(answer); stream.end(); });
    stream.on("error", reject);
    stream.write(Ask.create(question));
  }).finally(() => client.close());
}

async function load(symbols) {
  const files = new Map();
  for (const symbol of symbols) {
    const answer = await reflect({ fileContainingSymbol: symbol });
    for (const file of answer.fileDescriptorResponse.fileDescriptorProto) files.set(file.toString("base64"), file);
  }
  const set = FileSet.encode(FileSet.create({ file: [...files.values()] })).finish();
  const options = { longs: String, enums: String, defaults: false };
  return grpc.loadPackageDefinition(protoLoader.loadFileDescriptorSetFromBuffer(Buffer.from(set), options));
}

const unary = (client, method, request) =>
  new Promise((resolve) =>
    client[method](request, { deadline: Date.now() + 60_000 }, (error, value) =>
      resolve(error ? { code: error.code, details: error.details, metadata: Object.keys(error.metadata.getMap()) } : value)));

const exchange = (client, method, requests) =>
  new Promise((resolve, reject) => {
    const answers = [];
    const stream = client[method]();
    stream.on("data", (answer) => answers.push(answer));
    stream.on("end", () => resolve(answers));
    stream.on("error", reject);
    for (const request of requests) stream.write(request);
    stream.end();
  });

const services = (await reflect({ listServices: "*" })).listServicesResponse.service.map((service) => service.name);
const { dateline } = await load(services.filter((name) => name.startsWith("dateline.")));
const { ParserService, ArticleService } = dateline.v1;
const parser = new ParserService(address, credentials);
const articles = new ArticleService(address, credentials);

const text = "Norway's foreign minister, Ingrid Solberg, met her Kenyan counterpart in Nairobi on Tuesday. “We agreed,” she said.";
const parsed = await unary(parser, "Parse", { document: { id: "n1", text, published: "2025-04-09" } });
const refused = await unary(parser, "Parse", { document: { id: "n2", text: " " } });
const [ingested] = await exchange(articles, "IngestArticles", [{ documents: [{ id: "n3", source: "Interop", text }] }]);
const stored = await unary(articles, "GetArticle", { name: ingested.results[0].name });

console.log(JSON.stringify({ services, parsed, refused, ingested, stored }));
process.exit(0);
