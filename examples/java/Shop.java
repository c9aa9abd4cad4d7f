// A shop with one product on Naru's payment server, of the JDK alone (17). The
// browser opens the PG's window, the payment server decides; this only asks it.
import com.sun.net.httpserver.*;
import java.io.*;
import java.net.*;
import java.net.http.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.security.*;
import java.time.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

class Shop {
  static final int PORT = Integer.parseInt(setting("PORT", "3000"));
  static final String SHOP = setting("SHOP_URL", "http://localhost:" + PORT);
  static final String NARU = setting("NARU_PUBLIC_URL", "http://localhost:4100");
  static final String API_KEY = setting("NARU_API_KEY", null);
  static final byte[] WEBHOOK_SECRET = Base64.getDecoder().decode(setting("NARU_SHOP_WEBHOOK_SECRET", null).replaceFirst("^whsec_", ""));
  static final Path STOREFRONT = Path.of(setting("STOREFRONT", "examples/storefront"));
  static final HttpClient HTTP = HttpClient.newHttpClient();
  static final Map<String, Order> orders = new ConcurrentHashMap<>(); // a real shop has a database

  record Order(String ref, String key, AtomicBoolean sent) {}
  record Answer(int status, Object body, String type) {
    static Answer json(int status, Object body) { return new Answer(status, body, "application/json"); }
    static Answer sorry(int status, String message) { return json(status, Map.of("message", message)); }
  }
  @SuppressWarnings("serial") static final class Refused extends Exception {
    final int status;
    Refused(int status, String message) { super(message); this.status = status; }
  }

  static String setting(String name, String fallback) {
    String value = System.getenv().getOrDefault(name, fallback);
    return Objects.requireNonNull(value, name + " is not set; see README.md");
  }

  /** Asks the payment server; a refusal is Refused with its status and sentence. */
  static Map<String, Object> ask(String method, String path, Object body) throws Exception {
    var content = body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(Json.write(body));
    var request = HttpRequest.newBuilder(URI.create(NARU + path)).method(method, content).timeout(Duration.ofSeconds(20))
        .header("Authorization", "Bearer " + API_KEY).header("Content-Type", "application/json").build();
    var response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    var answer = Json.object(response.body());
    if (response.statusCode() >= 300) throw new Refused(response.statusCode(), String.valueOf(answer.get("message_ko")));
    return answer;
  }

  /** The payment server's word on an order; goods leave on "paid", once. */
  static Answer look(Order order) throws Exception {
    var answer = ask("GET", "/api/orders/" + order.ref, null);
    var payment = (Map<?, ?>) answer.get("payment");
    if ("paid".equals(answer.get("state")) && !order.sent.getAndSet(true)) System.out.println(order.ref + ": paid, the goods can be sent");
    var said = new HashMap<String, Object>(Map.of("order", order.ref, "state", answer.get("state")));
    said.put("account", payment.get("virtual_account"));
    for (var why : List.of("failure", "reason")) said.put(why, payment.get(why));
    return Answer.json(200, said);
  }

  /** Standard Webhooks: our HMAC over id.timestamp.body, and not long ago. */
  static boolean verified(Headers headers, String body) throws GeneralSecurityException {
    String id = headers.getFirst("webhook-id"), at = headers.getFirst("webhook-timestamp"), sent = headers.getFirst("webhook-signature");
    if (sent == null || !at.matches("\\d{1,12}") || Math.abs(Instant.now().getEpochSecond() - Long.parseLong(at)) > 300) return false;
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(WEBHOOK_SECRET, "HmacSHA256"));
    var ours = "v1," + Base64.getEncoder().encodeToString(mac.doFinal((id + "." + at + "." + body).getBytes(StandardCharsets.UTF_8)));
    return Arrays.stream(sent.split(" ")).anyMatch(one -> same(ours, one));
  }

  static boolean same(String a, String b) { return MessageDigest.isEqual(a.getBytes(), b.getBytes()); }

  static Answer webhook(Headers headers, String body) throws Exception {
    if (!verified(headers, body)) return Answer.sorry(401, "서명이 맞지 않습니다.");
    // A webhook says that something happened; what is true is asked for.
    var data = (Map<?, ?>) Json.object(body).get("data");
    var order = orders.get(String.valueOf(data.get("order_ref")));
    if (order != null) look(order);
    return Answer.json(200, Map.of("received", true));
  }

  static Answer open(Map<String, Object> said) throws Exception {
    var order = new Order("j-" + UUID.randomUUID(), UUID.randomUUID().toString(), new AtomicBoolean());
    orders.put(order.ref, order); // stored before anybody can pay for it
    said.keySet().retainAll(Set.of("name", "email", "tel"));
    var opened = ask("POST", "/api/payments", Map.of("order_ref", order.ref, "name", "유자청 한 병", "amount", 12_900, // never the browser's
        "buyer", said, "return_url", SHOP + "/?order=" + order.ref + "&key=" + order.key)); // where a phone comes back to
    var payment = ((Map<?, ?>) opened.get("payment")).get("id");
    var request = ((Map<?, ?>) opened.get("checkout")).get("request");
    return Answer.json(201, Map.of("ref", order.ref, "key", order.key, "payment", payment, "request", request));
  }

  static Answer complete(Order order, Map<String, Object> said) throws Exception {
    var payments = (List<?>) ask("GET", "/api/payments?order_ref=" + order.ref, null).get("data");
    var payment = said.get("payment");
    if (payments.stream().noneMatch(one -> ((Map<?, ?>) one).get("id").equals(payment))) return Answer.sorry(400, "이 주문의 결제가 아닙니다.");
    said.keySet().retainAll(Set.of("imp_uid", "error_code", "error_msg"));
    said.values().removeIf(value -> !(value instanceof String text) || text.isEmpty());
    ask("POST", "/api/payments/" + payment + "/complete", said); // a hint: it looks for itself
    return look(order);
  }

  static Answer answer(HttpExchange exchange) throws Exception {
    String body = new String(exchange.getRequestBody().readNBytes(65_536), StandardCharsets.UTF_8);
    String[] path = exchange.getRequestURI().getPath().substring(1).split("/");
    String route = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    if (route.equals("GET /")) return new Answer(200, Files.readString(STOREFRONT.resolve("index.html"))
        .replace("__PORTONE_SDK_URL__", setting("PORTONE_SDK_URL", "https://cdn.iamport.kr/v1/iamport.js"))
        .replace("__PORTONE_IMP__", setting("PORTONE_IMP", null)), "text/html");
    if (route.equals("GET /shop.js")) return new Answer(200, Files.readString(STOREFRONT.resolve("shop.js")), "text/javascript");
    if (route.equals("POST /webhooks")) return webhook(exchange.getRequestHeaders(), body);
    if (route.equals("POST /orders")) return open(Json.object(body));
    var order = path[0].equals("orders") && path.length > 1 ? orders.get(path[1]) : null;
    var key = String.valueOf(exchange.getRequestURI().getQuery()).replaceFirst("^key=", "");
    if (order == null || !same(order.key, key)) return Answer.sorry(404, "그런 주문이 없습니다.");
    if (route.startsWith("GET ") && path.length == 2) return look(order);
    return route.equals("POST /orders/" + order.ref + "/complete") ? complete(order, Json.object(body)) : Answer.sorry(404, "그런 주문이 없습니다.");
  }

  static void serve(HttpExchange exchange) throws IOException {
    Answer answer;
    try {
      answer = answer(exchange);
    } catch (Refused refused) {
      boolean ours = refused.status >= 500 || refused.status == 401 || refused.status == 403; // our key, our server
      answer = Answer.sorry(ours ? 502 : refused.status, ours ? "지금은 처리할 수 없습니다." : refused.getMessage());
    } catch (RuntimeException unreadable) {
      answer = Answer.sorry(400, "요청을 읽을 수 없습니다.");
    } catch (Exception away) {
      System.err.println(away);
      answer = Answer.sorry(502, "지금은 처리할 수 없습니다. 낸 돈은 결제 서버가 따로 확인합니다.");
    }
    var bytes = (answer.body instanceof String text ? text : Json.write(answer.body)).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.type + "; charset=utf-8");
    exchange.sendResponseHeaders(answer.status, bytes.length);
    try (var out = exchange.getResponseBody()) { out.write(bytes); }
  }

  public static void main(String[] args) throws IOException {
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", PORT), 0);
    server.createContext("/", Shop::serve);
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
    System.out.println("shop: " + SHOP);
  }
}
