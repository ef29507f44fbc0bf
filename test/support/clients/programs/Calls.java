import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.stream.Collectors;

/** Makes the calls that come in on stdin, one a line, all at once; see ../driver.ts for the lines. */
class Calls {
  static final HttpClient byDefault = HttpClient.newHttpClient();
  static final HttpClient following =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();

  public static void main(String[] arguments) throws Exception {
    var lines = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = lines.readLine()) != null; ) call(line.split("\t", -1));
    System.exit(0);
  }

  static void call(String[] fields) {
    var number = fields[0];
    var client = fields[1].equals("NORMAL") ? following : byDefault;
    var body = fields[5].isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(bytes(fields[5]));
    var request = HttpRequest.newBuilder(URI.create(fields[3])).method(fields[2], body);
    new String(bytes(fields[4]))
        .lines()
        .map(pair -> pair.split(": ", 2))
        .forEach(pair -> request.header(pair[0], pair[1]));
    client
        .sendAsync(request.build(), BodyHandlers.ofString())
        .thenAccept(response -> answer(number, response.statusCode(), headers(response), response.body()))
        .exceptionally(
            error -> {
              answer(number, 0, "", String.valueOf(error));
              return null;
            });
  }

  static String headers(HttpResponse<String> response) {
    return response.headers().map().entrySet().stream()
        .map(header -> header.getKey() + ": " + header.getValue().get(0))
        .collect(Collectors.joining("\n"));
  }

  static synchronized void answer(String number, int status, String headers, String body) {
    System.out.println(String.join("\t", number, "" + status, text(headers), text(body)));
  }

  static byte[] bytes(String base64) {
    return Base64.getDecoder().decode(base64);
  }

  static String text(String plain) {
    return Base64.getEncoder().encodeToString(plain.getBytes());
  }
}
