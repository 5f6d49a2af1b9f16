// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/// Texts with secrets and without, for the tests of [Redactor]. Every secret is put together here,
/// so that no file of the repository contains what a scanner would take for a leaked key.
final class SecretCorpus {
  private static final String MASK = Redactor.MASK;
  private static final String WORD = "Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4zAb3dEf6hIj9kLm2n";
  private static final String HEX = "0123456789abcdef0123456789abcdef";

  private SecretCorpus() {}

  private static String key(String prefix, String rest) {
    return prefix + rest;
  }

  /// Keys that are known wherever they stand.
  static Stream<String> keys() {
    return Stream.of(
        key("1//0", "gAb3dEf6hIj9kCgYIARAAGBASNwF-L9Ir" + WORD),
        key("ya29.", "a0AfB_by" + WORD),
        key("123456789", ":AAE-Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXyz"),
        key("1234567890", ":AA" + WORD.substring(0, 33)),
        key("MTk4NjIyNDgzNDcxOTI1MjQ4", ".Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"),
        key("SK", HEX),
        key("dapi", HEX),
        key("dapi", HEX + "-2"),
        key("IQoJb3JpZ2lu", "X2VjEHoaCXVzLWVhc3QtMSJHMEUCIQ/" + WORD + "+" + WORD + "=="),
        key("FwoGZXIvYXdz", "EHoaD" + WORD + "/" + WORD),
        key("dop_v1_", HEX + HEX),
        key("npm_", WORD.substring(0, 36)),
        key("pypi-", "AgEIcHlwaS5vcmc" + WORD),
        key("glpat-", WORD.substring(0, 20)),
        key("hf_", WORD.substring(0, 34)),
        key("hf_", WORD.substring(0, 20)),
        key("gsk_", WORD),
        key("xai-", WORD + WORD),
        key("r8_", WORD.substring(0, 37)),
        key("pplx-", WORD),
        key("SG.", "Ab3dEf6hIj9kLm2nOp5qRs.8tUv1wXy4zAb3dEf6hIj9kLm2nOp5qRs8tUv1wXy4z1"),
        key("lsv2_pt_", HEX + "_0123456789"),
        key("ls__", HEX),
        key("sk-lf-", "12345678-1234-1234-1234-1234567890ab"),
        key("sk-or-v1-", HEX + HEX),
        key("sk-proj-", WORD + "_" + WORD),
        key("sk-svcacct-", WORD),
        key("sk-ant-api03-", WORD + "-" + WORD),
        key("tgp_v1_", WORD),
        key("glptt-", HEX + "01234567"),
        key("AQ.", "Ab8RN6" + WORD));
  }

  /// Texts, and what becomes of them.
  static Stream<Arguments> texts() {
    return Stream.of(addresses(), commands(), headers(), encoded(), named(), broken(), webhooks())
        .flatMap(each -> each);
  }

  private static Arguments row(String text, String expected) {
    return Arguments.of(text, expected);
  }

  private static Stream<Arguments> addresses() {
    return Stream.of(
        row("postgres://user:pa/ss@host/db", "postgres://***:***@host/db"),
        row("postgres://user:p@ss/w@rd@host:5432/db", "postgres://***:***@host:5432/db"),
        row("postgres://user:a?b#c:d@host/db?x=1", "postgres://***:***@host/db?x=1"),
        row("postgres://user:pw@host/db?mail=a@b.c", "postgres://***:***@host/db?mail=a@b.c"),
        row("postgres://user:12/34@host", "postgres://***:***@host"),
        row("redis://:pw@host", "redis://***:***@host"),
        row("redis://:p/w@host:6379/0", "redis://***:***@host:6379/0"),
        row("rediss://default:a@b@c@host:6379", "rediss://***:***@host:6379"),
        row("amqp://guest:gu/est@mq:5672/%2f", "amqp://***:***@mq:5672/%2f"),
        row(
            "mongodb+srv://u:p/w@c0.mongodb.net/?retryWrites=true",
            "mongodb+srv://***:***@c0.mongodb.net/?retryWrites=true"),
        row("https://me:hun/ter2@example.com/a@b", "https://***:***@example.com/a@b"),
        row("https://me:hun?ter#2@example.com/", "https://***:***@example.com/"),
        row(
            "git+https://u:tok3n@github.com/x/y.git@v1.0",
            "git+https://***:***@github.com/x/y.git@v1.0"),
        row("[\"mysql://a:b/c@h\",\"d@e\"]", "[\"mysql://***:***@h\",\"d@e\"]"),
        row("redis://:a@h1/0,redis://:b/c@h2/0", "redis://***:***@h1/0,redis://***:***@h2/0"),
        row(
            "jdbc:sqlserver://h:1433;databaseName=d;user=sa;password=hun/ter2;encrypt=true",
            "jdbc:sqlserver://h:1433;databaseName=d;user=sa;password=" + MASK + ";encrypt=true"),
        row(
            "jdbc:postgresql://h:5432/d?user=a&password=b&ssl=true",
            "jdbc:postgresql://h:5432/d?user=a&password=" + MASK + "&ssl=true"),
        row("jdbc:mysql://app:s3c/ret@h:3306/d", "jdbc:mysql://***:***@h:3306/d"));
  }

  private static Stream<Arguments> commands() {
    return Stream.of(
        row("curl -u user:secret https://x", "curl -u " + MASK + " https://x"),
        row("curl -s -X POST -u user:secret", "curl -s -X POST -u " + MASK),
        row("curl -uuser:secret x", "curl -u" + MASK + " x"),
        row("curl --user user:secret x", "curl --user " + MASK + " x"),
        row("curl --user=user:secret x", "curl --user=" + MASK + " x"),
        row("curl --proxy-user a:b x", "curl --proxy-user " + MASK + " x"),
        row("curl -u 'user:my secret' x", "curl -u '" + MASK + "' x"),
        row("/usr/bin/curl -u \"$USER:hunter2\" x", "/usr/bin/curl -u \"" + MASK + "\" x"),
        row("{\"cmd\":\"curl -u \\\"a:b\\\" x\"}", "{\"cmd\":\"curl -u \\\"" + MASK + "\\\" x\"}"),
        row("curl -X POST \\\n  -u user:secret x", "curl -X POST \\\n  -u " + MASK + " x"),
        row("[\"curl\", \"-u\", \"user:secret\"]", "[\"curl\", \"-u\", \"" + MASK + "\"]"),
        row("[\"curl\",\"--user\",\"a:b\"]", "[\"curl\",\"--user\",\"" + MASK + "\"]"),
        row("curl -H 'X-Api-Key: abc123' -u a:b", "curl -H 'X-Api-Key: " + MASK + "' -u " + MASK),
        row("x --password=hunter2 y", "x --password=" + MASK + " y"),
        row("x --password='hunter 2' y", "x --password='" + MASK + "' y"),
        row("x --password \"hunter 2\" y", "x --password \"" + MASK + "\" y"),
        row("x --api-key  abc y", "x --api-key  " + MASK + " y"),
        row("[\"--password\", \"hunter2\"]", "[\"--password\", \"" + MASK + "\"]"),
        row("['--api-key', 'abc']", "['--api-key', '" + MASK + "']"),
        row("mysql -u root -p'hunter2' db", "mysql -u root -p'" + MASK + "' db"),
        row("mysql -uroot -phunter2 db", "mysql -uroot -p" + MASK + " db"),
        row("mysqldump -p\"a b\" db", "mysqldump -p\"" + MASK + "\" db"),
        row("sshpass -p hunter2 ssh x", "sshpass -p " + MASK + " ssh x"),
        row("redis-cli -h x -a hunter2 ping", "redis-cli -h x -a " + MASK + " ping"),
        row("docker login -u me -p hunter2", "docker login -u me -p " + MASK),
        row("mongosh -u me -p hunter2", "mongosh -u me -p " + MASK));
  }

  private static Stream<Arguments> headers() {
    return Stream.of(
        row("Authorization: Basic dXNlcjpwYXNz", "Authorization: " + MASK),
        row(
            "> proxy-authorization: Basic dXNlcg==\n> a",
            "> proxy-authorization: " + MASK + "\n> a"),
        row("X-Api-Key: a1b2c3\r\nHost: x", "X-Api-Key: " + MASK + "\r\nHost: x"),
        row("x-goog-api-key: a1b2c3", "x-goog-api-key: " + MASK),
        row("X-Auth-Token: a1b2c3", "X-Auth-Token: " + MASK),
        row("X-Vault-Token: a1b2c3", "X-Vault-Token: " + MASK),
        row("Authorization: Splunk a1b2-c3d4", "Authorization: " + MASK),
        row("Authorization: ApiKey a1", "Authorization: " + MASK));
  }

  private static Stream<Arguments> encoded() {
    return Stream.of(
        row("https://x/y?api%5Fkey=abc&q=1", "https://x/y?api%5Fkey=" + MASK + "&q=1"),
        row("next=%2Fa%3Fapi_key%3Dabc%26q%3D1", "next=%2Fa%3Fapi_key%3D" + MASK + "%26q%3D1"),
        row("postgres%3A%2F%2Fuser%3Apw%40host%2Fdb", "postgres%3A%2F%2F***:***%40host%2Fdb"),
        row("postgres%3a%2f%2fuser%3ap%2fw%40host", "postgres%3a%2f%2f***:***%40host"),
        row("u=redis%253A%252F%252F%253Apw%2540h", "u=redis%253A%252F%252F***:***%2540h"),
        row(
            "q=%7B%22password%22%3A%22hun%20ter2%22%7D",
            "q=%7B%22password%22%3A%22" + MASK + "%22%7D"),
        row("q=%22password%22%3A123%7D", "q=%22password%22%3A%22" + MASK + "%22%7D"),
        row("Authorization%3A%20Bearer%20abc", "Authorization%3A%20" + MASK),
        row("sas=sv%3D1%26sig%3Dabc%252B%26se%3D2", "sas=sv%3D1%26sig%3D" + MASK + "%26se%3D2"),
        row("{\"url\":\"postgres:\\/\\/u:p@h\\/d\"}", "{\"url\":\"postgres:\\/\\/***:***@h\\/d\"}"),
        row("x?api_key\\u003dabc\\u0026q=1", "x?api_key\\u003d" + MASK + "\\u0026q=1"));
  }

  private static Stream<Arguments> named() {
    return Stream.of(
        row("COHERE_API_KEY=a", "COHERE_API_KEY=" + MASK),
        row("MISTRAL_API_KEY: a1", "MISTRAL_API_KEY: " + MASK),
        row("together_api_key='a'", "together_api_key='" + MASK + "'"),
        row("mistral_key=a1b2", "mistral_key=" + MASK),
        row("TWILIO_AUTH_TOKEN=a1", "TWILIO_AUTH_TOKEN=" + MASK),
        row("TWILIO_API_KEY_SID=SKa1", "TWILIO_API_KEY_SID=" + MASK),
        row("aws_session_token = a/b+c==", "aws_session_token = " + MASK),
        row("AccountName=a;AccountKey=Zm9v+/==;x=y", "AccountName=a;AccountKey=" + MASK + ";x=y"),
        row("https://x/c?sv=1&sig=a%2Bb&se=2", "https://x/c?sv=1&sig=" + MASK + "&se=2"),
        row("MYSQL_PASS=a1 x", "MYSQL_PASS=" + MASK + " x"));
  }

  private static Stream<Arguments> broken() {
    String rest = "Def456Ghi789Jkl012";
    return Stream.of(
        row(key("sk-ant-", "api03-abc\n def456ghi789jkl x"), MASK + " x"),
        row(key("sk-ant-", "api03-Abc123\r\n\t" + rest + " x"), MASK + " x"),
        row(key("sk-", "proj-Abc123def456\n" + rest + "\n" + rest + "\nnext"), MASK + "\nnext"),
        row(key("{\"k\":\"sk-", "ant-api03-Abc1\\n  " + rest + "\"}"), "{\"k\":\"" + MASK + "\"}"),
        row(key("ghp_", WORD.substring(0, 12) + "\n" + WORD.substring(12, 36) + " x"), MASK + " x"),
        row(key("sk-", "\u200bant-api03-Abc123Def456"), MASK),
        row(key("s\u00ADk-", "proj-Abc1\u00AD23Def456Ghi x"), MASK + " x"),
        row(key("gl\u2060pat-", "Ab3dEf6h\uFEFFIj9kLm2nOp5q"), MASK),
        row(key("sk-", "\\u200bant-api03-Abc123Def456"), MASK),
        row("pass\u200bword=hunter2 x", "pass\u200bword=" + MASK + " x"));
  }

  private static Stream<Arguments> webhooks() {
    return Stream.of(
        row(
            "https://hooks.slack.com/workflows/T00/A00/1/abcDEF",
            "https://hooks.slack.com/workflows/" + MASK),
        row("hooks.slack.com/services/T0/B0/abcDEF", "hooks.slack.com/services/" + MASK),
        row(
            "https://discordapp.com/api/webhooks/123/abc-DEF_9",
            "https://discordapp.com/api/webhooks/" + MASK),
        row(
            "https://ptb.discord.com/api/v10/webhooks/123/abc-DEF_9 x",
            "https://ptb.discord.com/api/v10/webhooks/" + MASK + " x"),
        row(
            key("https://api.telegram.org/bot123456789", ":AA" + WORD.substring(0, 33) + "/getMe"),
            "https://api.telegram.org/bot" + MASK + "/getMe"));
  }

  /// Texts that must stay as they are.
  static List<String> harmless() {
    return List.of(
        "postgresql://db:5432/x?email=a@b.c",
        "postgresql://db.example.com:5432/a@b",
        "amqp://localhost:5672/a@b",
        "jdbc:sqlserver://h:1433;user=a@b",
        "http://localhost:4873/@scope/pkg",
        "https://registry:8443/@scope/pkg@1.0",
        "http://[::1]:8080/a@b",
        "https://a.com/x:y/@z",
        "[a](https://a.com),[b](mailto:me@example.com)",
        "http://a.com,b:c@d.com",
        "https://x/?next=https%3A%2F%2Fy.com%3A8080%2F%40me",
        "a%20b%3Ac%40d and 100%",
        "printf(\"%3d: %2d\")",
        "LIKE '%password%'",
        "C:\\users\\u00e9",
        "sudo -u user:group ls",
        "docker run -u 1000:1000 x",
        "docker run --user node:node x",
        "curl -u \"$USER:$PASS\" x",
        "curl -u <user>:<password> x",
        "curl -u user x",
        "curl https://x | sudo -u me",
        "curl x\nchown -u a:b",
        "docker run --name mongo -p 27017:27017 mongo",
        "docker run --name mysql -p3306:3306 mysql",
        "mkdir -p a/b",
        "ssh -p 22 host",
        "mysql -u root -p db",
        "--password --host x",
        "[\"--password\", \"--host\"]",
        "pk-lf-12345678-1234-1234-1234-1234567890ab",
        "LANGFUSE_PUBLIC_KEY=pk-lf-12345678",
        "1//0 is no number",
        "12345678:AB and 10:00:00",
        "ratio 123456789:100000000",
        "dapipe",
        "SKU0123456789",
        "SKELETON",
        "a.google.com and www.example-company.org",
        "MTk4NjIyNDgzNDcxOTI1MjQ4.txt",
        "sk-\nlearn and more",
        "disk-\n12345678ab",
        "npm_package_dependencies_2",
        "hf_hub_download_url_v2",
        "xai-explainability-2024-report",
        "😀\u200D🚀 family 👨\u200D👩\u200D👧",
        "soft\u00ADhyphen and zero\u200Bwidth",
        "prompt_tokens=120",
        "prompt_tokens%3D120",
        "author%3Djane",
        "token_count: 7",
        "\"token_count\":7",
        "src/main/java/Main.java:12",
        "C:\\Windows\\System32",
        "/var/log/syslog.1",
        "6e08f3e0-392b-434e-8b69-4ab36c4fcf99",
        "4bf92f3577b34da6a3ce929d0e0e4736",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "07801e8c0ffee1234567890abcdef1234567890a",
        "2025-10-02T10:00:00.123+02:00",
        "2025-10-02T10%3A00%3A00Z",
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ",
        "The Telegram bot answers at 12:30; see https://core.telegram.org/bots.");
  }
}
