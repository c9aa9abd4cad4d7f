import java.util.*;

/** As much of JSON as the shop needs: the JDK has none of its own. */
final class Json {
  private final String text;
  private int at;

  private Json(String text) { this.text = text; }

  /** Reads an object: maps, lists, strings, numbers, booleans and null. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> object(String text) {
    var json = new Json(text);
    if (json.value() instanceof Map<?, ?> map && json.next() == 0) return (Map<String, Object>) map;
    throw new IllegalArgumentException("not one JSON object");
  }

  static String write(Object value) {
    if (value instanceof Map<?, ?> map) {
      var out = new StringJoiner(",", "{", "}");
      map.forEach((name, of) -> out.add(write(String.valueOf(name)) + ":" + write(of)));
      return out.toString();
    }
    if (value instanceof Iterable<?> list) {
      var out = new StringJoiner(",", "[", "]");
      list.forEach(one -> out.add(write(one)));
      return out.toString();
    }
    return value instanceof String string ? quote(string) : String.valueOf(value);
  }

  private static String quote(String string) {
    var out = new StringBuilder("\"");
    for (char c : string.toCharArray()) {
      if (c < ' ') out.append(String.format("\\u%04x", (int) c));
      else out.append(c == '"' || c == '\\' ? "\\" : "").append(c);
    }
    return out.append('"').toString();
  }

  /** The next character that is no space; 0 at the end. */
  private char next() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
    return at < text.length() ? text.charAt(at) : 0;
  }

  private boolean takes(char wanted) {
    if (next() != wanted) return false;
    at++;
    return true;
  }

  private Object value() {
    if (takes('{')) return members();
    if (takes('[')) return items();
    if (takes('"')) return string();
    int from = at;
    while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) at++;
    String word = text.substring(from, at);
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      case "null" -> null;
      default -> word.matches("-?\\d+") ? (Object) Long.valueOf(word) : (Object) Double.valueOf(word);
    };
  }

  private Map<String, Object> members() {
    var map = new LinkedHashMap<String, Object>();
    if (takes('}')) return map;
    do {
      need(takes('"'));
      String name = string();
      need(takes(':'));
      map.put(name, value());
    } while (takes(','));
    need(takes('}'));
    return map;
  }

  private List<Object> items() {
    var list = new ArrayList<Object>();
    if (takes(']')) return list;
    do list.add(value()); while (takes(','));
    need(takes(']'));
    return list;
  }

  private String string() {
    var out = new StringBuilder();
    while (text.charAt(at) != '"') {
      char c = text.charAt(at++);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escaped = text.charAt(at++);
      if (escaped == 'u') {
        out.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
        at += 4;
      } else out.append("bfnrt".indexOf(escaped) < 0 ? escaped : "\b\f\n\r\t".charAt("bfnrt".indexOf(escaped)));
    }
    at++;
    return out.toString();
  }

  private void need(boolean there) {
    if (!there) throw new IllegalArgumentException("not JSON at " + at);
  }
}
