// Calls Dateline knowing nothing but its address: the schema comes from server reflection.
// node client.mjs HOST:PORT  prints one JSON object with what each call gave.

import grpc from "@grpc/grpc-js";
import protoLoader from "@grpc/proto-loader";
import protobuf from "protobufjs";
import descriptor from "protobufjs/ext/descriptor/index.js";

const REFLECTION = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
const schema = protobuf.parse(`
  syntax = "proto3";
  message Ask { string file_containing_symbol = 4; string list_services = 7; }
  message Files { repeated bytes file_descriptor_proto = 1; }
  message Service { string name = 1; }
  message Services { repeated Service service = 1; }
  message Answer { Files file_descriptor_response = 4; Services list_services_response = 6; }
  message FileSet { repeated bytes file = 1; }
  message Any { string type_url = 1; bytes value = 2; }
  message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
`).root;
const [Ask, Answer, FileSet, Status] = ["Ask", "Answer", "FileSet", "Status"].map((name) => schema.lookupType(name));

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

async function fetchSchema(symbols) {
  const files = new Map();
  for (const symbol of symbols) {
    const answer = await reflect({ fileContainingSymbol: symbol });
    for (const file of answer.fileDescriptorResponse.fileDescriptorProto) files.set(file.toString("base64"), file);
  }
  return Buffer.from(FileSet.encode(FileSet.create({ file: [...files.values()] })).finish());
}

// The types of google.rpc that a refusal carries, and nothing else, are looked up in `types`.
function explain(error, types) {
  const packed = error.metadata.get("grpc-status-details-bin")[0];
  const details = packed ? Status.decode(packed).details : [];
  const explained = details.map(({ typeUrl, value }) => {
    const name = typeUrl.split("/").pop();
    return { type: name, ...types.lookupType(name).decode(value).toJSON() };
  });
  return { code: error.code, message: error.details, details: explained };
}

const unary = (client, method, request, seconds = 60) =>
  new Promise((resolve) =>
    client[method](request, { deadline: Date.now() + seconds * 1000 }, (error, value) =>
      resolve(error ? explain(error, types) : value)));

// All messages of a stream, or those up to the first that is `enough`.
const gather = (stream, requests = [], enough = () => false) =>
  new Promise((resolve, reject) => {
    const answers = [];
    stream.on("data", (answer) => {
      answers.push(answer);
      if (enough(answer)) { resolve(answers); stream.cancel(); }
    });
    stream.on("end", () => resolve(answers));
    stream.on("error", reject);
    for (const request of requests) stream.write(request);
    if (requests.length) stream.end();
  });

const services = (await reflect({ listServices: "*" })).listServicesResponse.service.map((service) => service.name);
const ours = services.filter((name) => name.startsWith("dateline.") || name.startsWith("grpc.health."));
const fetched = await fetchSchema([...ours, "google.rpc.ErrorInfo"]);
const loaded = protoLoader.loadFileDescriptorSetFromBuffer(fetched, { longs: String, enums: String, defaults: false });
const { dateline, grpc: { health: { v1: { Health } } } } = grpc.loadPackageDefinition(loaded);
const types = protobuf.Root.fromDescriptor(descriptor.FileDescriptorSet.decode(fetched));
const { ParserService, ArticleService, ChangeService, ExportService } = dateline.v1;
const connect = (Service) => new Service(address, credentials);
const [parser, articles, changes, exporter] = [ParserService, ArticleService, ChangeService, ExportService].map(connect);

const text = "Norway's foreign minister, Ingrid Solberg, met her Kenyan counterpart in Nairobi on Tuesday. “We agreed,” she said.";
const parsed = await unary(parser, "Parse", { document: { id: "n1", text, published: "2025-04-09" } });
const refused = await unary(parser, "Parse", { document: { id: "n2", text: " " } });
const { cursor } = await unary(changes, "GetCursor", {});
const [ingested] = await gather(articles.IngestArticles(), [{ documents: [{ id: "n3", source: "Interop", text }] }]);
const stored = await unary(articles, "GetArticle", { name: ingested.results[0].name });
const watched = (await gather(changes.Watch({ cursor }), [], (answer) => answer.changes?.length)).at(-1);
const request = { resource: "EXPORT_RESOURCE_ARTICLES", filter: 'source = "Interop"' };
const parts = await gather(exporter.Export(request));
const exported = Buffer.concat(parts.map((part) => part.data ?? Buffer.alloc(0))).toString();
const health = await unary(connect(Health), "Check", {});
const late = await unary(parser, "Parse", { document: { text: `${text} `.repeat(1500) } }, 0.3);

console.log(JSON.stringify({ services, parsed, refused, ingested, stored, watched, exported, health, late }));
process.exit(0);
