// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.recorder.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {

  private static final String MASK = Redactor.MASK;

  private final Redactor redactor = Redactor.standard();

  /// Key and secret are joined here, so that no file of the repository contains what a scanner of
  /// repositories would take for a leaked key.
  private static String key(String prefix, String rest) {
    return prefix + rest;
  }

  private static final String LONG = "Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4zAb3dEf6hIj9kLm2n";
  private static final String MIXED36 = LONG.substring(0, 36);
  private static final String JWT =
      key("eyJhbGciOiJIUzI1NiJ9", ".eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVPmB92K27uhbUJU1p1r");

  static Stream<Arguments> shapes() {
    return Stream.of(
            key("sk-", "1234567890abcdef"),
            key("sk-", "abcdefghijklmnopqrstuvwxyz"),
            key("sk-", LONG),
            key("sk-proj-", LONG + "-_" + LONG),
            key("sk-svcacct-", LONG),
            key("sk-or-v1-", LONG),
            key("sk-lf-", "12345678-1234-1234-1234-1234567890ab"),
            key("sk-ant-api03-", LONG + "-" + LONG),
            key("sk-ant-admin01-", LONG),
            key("AIza", "SyA1234567890abcdefghijklmnopqrstuv"),
            key("AKIA", "IOSFODNN7EXAMPLE"),
            key("ASIA", "IOSFODNN7EXAMPLE"),
            key("ghp_", MIXED36),
            key("gho_", MIXED36),
            key("ghu_", MIXED36),
            key("ghs_", MIXED36),
            key("ghr_", MIXED36),
            key("github_pat_", "11ABCDEFG0" + LONG),
            key("glpat-", "Ab3dEf6hIj9kLm2nOp5q"),
            key("xoxb-", "123456789012-1234567890123-" + LONG.substring(0, 24)),
            key("xoxp-", "123456789012-abcdef"),
            key("xoxa-", "2-123456789012"),
            key("xoxs-", "123456789012-abcdef"),
            key("xoxr-", "123456789012-abcdef"),
            key("xoxo-", "123456789012-abcdef"),
            key("xapp-", "1-A0123456789-1234567890123-" + LONG),
            key("sk_live_", LONG),
            key("rk_live_", LONG),
            key("sk_test_", LONG),
            key("whsec_", LONG),
            key("hf_", LONG.substring(0, 34)),
            key("gsk_", LONG),
            key("xai-", LONG + LONG),
            key("r8_", LONG.substring(0, 37)),
            key("pplx-", LONG),
            key("npm_", MIXED36),
            key("pypi-", "AgEIcHlwaS5vcmc" + LONG),
            key("SG.", "Ab3dEf6hIj9kLm2nOp5qRs.8tUv1wXy4zAb3dEf6hIj9kLm2nOp5qRs8tUv1wXy4z1"),
            key("tvly-", "dev-" + LONG),
            key("nvapi-", LONG + LONG),
            key("lsv2_pt_", "0123456789abcdef0123456789abcdef_0123456789"),
            key("pcsk_", LONG),
            key("GOCSPX-", LONG.substring(0, 28)),
            key("ya29.", "a0" + LONG + "." + LONG),
            key("hvs.", "CAESI" + LONG),
            JWT)
        .flatMap(secret ->
            Stream.of(
                Arguments.of(secret, MASK),
                Arguments.of("before " + secret + ", after", "before " + MASK + ", after"),
                Arguments.of("{\"x\":\"\\n" + secret + "\"}", "{\"x\":\"\\n" + MASK + "\"}")));
  }

  @ParameterizedTest
  @MethodSource
  void shapes(String text, String expected) {
    assertThat(redactor.redact(text)).isEqualTo(expected);
  }

  static Stream<Arguments> texts() {
    String pem = "-----BEGIN RSA PRIVATE" + " KEY-----";
    return Stream.of(
        // headers
        Arguments.of("Authorization: Bearer abc", "Authorization: " + MASK),
        Arguments.of(
            "authorization: bearer abc\nAccept: x", "authorization: " + MASK + "\nAccept: x"),
        Arguments.of("Authorization: Basic dXNlcjpwYXNz", "Authorization: " + MASK),
        Arguments.of(
            "-H \"Authorization: Bearer abc123\" url", "-H \"Authorization: " + MASK + "\" url"),
        Arguments.of(
            "Authorization: Digest username=\"a\", x", "Authorization: " + MASK + "\"a\", x"),
        Arguments.of("authorization=hunter2", "authorization=" + MASK),
        Arguments.of("Proxy-Authorization: Basic abcdef", "Proxy-Authorization: " + MASK),
        Arguments.of("Bearer abcdef0123456789", "Bearer " + MASK),
        Arguments.of("with Bearer my-secret-value ok", "with Bearer " + MASK + " ok"),
        Arguments.of("bearer Ab3dEf6hIj9k.x", "bearer " + MASK),
        Arguments.of("got Basic dXNlcjpwYXNz here", "got Basic " + MASK + " here"),
        Arguments.of("X-Api-Key: 0123456789", "X-Api-Key: " + MASK),
        Arguments.of("Cookie: a=b; c=d\nHost: x", "Cookie: " + MASK + "\nHost: x"),
        Arguments.of("Set-Cookie: sid=abc; Path=/", "Set-Cookie: " + MASK),
        Arguments.of(
            "{\"set-cookie\": [\"a=b\", \"c=d\"], \"n\": 1}",
            "{\"set-cookie\": [\"" + MASK + "\", \"" + MASK + "\"], \"n\": 1}"),
        // addresses
        Arguments.of("mongodb+srv://user:pass@host/db", "mongodb+srv://***:***@host/db"),
        Arguments.of("mongodb://u:p%40ss@h:27017", "mongodb://***:***@h:27017"),
        Arguments.of("postgresql://app:p#ss?w@db:5432/x", "postgresql://***:***@db:5432/x"),
        Arguments.of(
            "see https://me:hunter2@example.com/a?b=c", "see https://***:***@example.com/a?b=c"),
        Arguments.of("redis://:hunter2@cache", "redis://***:***@cache"),
        Arguments.of("amqp://u:a@b@host", "amqp://***:***@host"),
        Arguments.of(
            "https://hooks.slack.com/services/T00/B00/abcDEF123",
            "https://hooks.slack.com/services/" + MASK),
        Arguments.of(
            "https://discord.com/api/webhooks/123/abc-DEF_9 x",
            "https://discord.com/api/webhooks/" + MASK + " x"),
        Arguments.of(
            "https://x.blob.core.windows.net/c?sv=2024&sig=abc%2Fdef&se=1",
            "https://x.blob.core.windows.net/c?sv=2024&sig=" + MASK + "&se=1"),
        Arguments.of(
            "https://s3/x?X-Amz-Signature=0123abcd&y=1",
            "https://s3/x?X-Amz-Signature=" + MASK + "&y=1"),
        Arguments.of(
            "https://api.x.com/v1?api_key=abc&q=1",
            "https://api.x.com/v1?api_key=" + MASK + "&q=1"),
        Arguments.of(
            "https://x/cb?access_token=abc&state=2",
            "https://x/cb?access_token=" + MASK + "&state=2"),
        // connection strings
        Arguments.of(
            "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=Zm9v+/==;EndpointSuffix=x",
            "DefaultEndpointsProtocol=https;AccountName=a;AccountKey="
                + MASK
                + ";EndpointSuffix=x"),
        Arguments.of(
            "Endpoint=sb://n/;SharedAccessKeyName=Root;SharedAccessKey=Zm9v=",
            "Endpoint=sb://n/;SharedAccessKeyName=Root;SharedAccessKey=" + MASK),
        Arguments.of(
            "Server=db;User Id=sa;Password=hunter2;",
            "Server=db;User Id=sa;Password=" + MASK + ";"),
        Arguments.of("Server=db;Uid=sa;Pwd=x;", "Server=db;Uid=sa;Pwd=" + MASK + ";"),
        // assignments
        Arguments.of("password=hunter2", "password=" + MASK),
        Arguments.of("password = hunter2", "password = " + MASK),
        Arguments.of("password: hunter2", "password: " + MASK),
        Arguments.of("password: swordfish", "password: " + MASK),
        Arguments.of("passwd=x1 next", "passwd=" + MASK + " next"),
        Arguments.of("export OPENAI_API_KEY=abcdef", "export OPENAI_API_KEY=" + MASK),
        Arguments.of("API_KEY_2=abcdef", "API_KEY_2=" + MASK),
        Arguments.of(
            "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "AWS_SECRET_ACCESS_KEY=" + MASK),
        Arguments.of("client_secret=abc&grant_type=x", "client_secret=" + MASK + "&grant_type=x"),
        Arguments.of("?token=abc123&x=1", "?token=" + MASK + "&x=1"),
        Arguments.of("github_token: abcdefgh", "github_token: " + MASK),
        Arguments.of("secret=shh", "secret=" + MASK),
        Arguments.of("OpenAI(api_key=\"abc\")", "OpenAI(api_key=\"" + MASK + "\")"),
        Arguments.of("OpenAI(api_key='abc', x=1)", "OpenAI(api_key='" + MASK + "', x=1)"),
        Arguments.of("password = b\"abc\"", "password = b\"" + MASK + "\""),
        Arguments.of("'password' => 'abc'", "'password' => '" + MASK + "'"),
        Arguments.of("password := \"abc\"", "password := \"" + MASK + "\""),
        Arguments.of("--password hunter2 --host x", "--password " + MASK + " --host x"),
        Arguments.of("run --api-key=abc x", "run --api-key=" + MASK + " x"),
        // JSON, and JSON inside of JSON
        Arguments.of("{\"api_key\":\"abc\"}", "{\"api_key\":\"" + MASK + "\"}"),
        Arguments.of(
            "{\"apiKey\" : \"a\\\"b\", \"n\":1}", "{\"apiKey\" : \"" + MASK + "\", \"n\":1}"),
        Arguments.of(
            "{\"password\":\"x\\\\\",\"n\":\"y\"}", "{\"password\":\"" + MASK + "\",\"n\":\"y\"}"),
        Arguments.of("{\"password\":12345,\"n\":1}", "{\"password\":\"" + MASK + "\",\"n\":1}"),
        Arguments.of(
            "{\"a\":\"{\\\"api_key\\\":\\\"abc\\\",\\\"n\\\":1}\"}",
            "{\"a\":\"{\\\"api_key\\\":\\\"" + MASK + "\\\",\\\"n\\\":1}\"}"),
        Arguments.of(
            "\\\"password\\\": \\\"a\\\\\\\"b\\\", \\\"n\\\": 1",
            "\\\"password\\\": \\\"" + MASK + "\\\", \\\"n\\\": 1"),
        Arguments.of(
            "\\\\\\\"secret\\\\\\\":\\\\\\\"a b\\\\\\\",",
            "\\\\\\\"secret\\\\\\\":\\\\\\\"" + MASK + "\\\\\\\","),
        Arguments.of("\\\"password\\\":123}", "\\\"password\\\":\\\"" + MASK + "\\\"}"),
        Arguments.of("{'Authorization': 'Bearer x y'}", "{'Authorization': '" + MASK + "'}"),
        Arguments.of("{\"api_key\":\"cut off in the mid", "{\"api_key\":\"" + MASK),
        Arguments.of(
            "{\"credentials\":{\"user\":\"a\",\"password\":\"b\"}}",
            "{\"credentials\":{\"user\":\"a\",\"password\":\"" + MASK + "\"}}"),
        Arguments.of("{\"access_token\":\"a b c\"}", "{\"access_token\":\"" + MASK + "\"}"),
        // private keys
        Arguments.of("a " + pem + "\nMIIE\n-----END RSA PRIVATE KEY----- b", "a " + MASK + " b"),
        Arguments.of(pem + "\\nMIIE and so on", MASK),
        Arguments.of(
            "-----BEGIN OPENSSH PRIVATE" + " KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\n",
            MASK + "\n"));
  }

  @ParameterizedTest
  @MethodSource
  void texts(String text, String expected) {
    assertThat(redactor.redact(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource({"shapes", "texts"})
  void maskingTwice_changesNothingMore(String text, String expected) {
    String once = redactor.redact(text);

    assertThat(redactor.redact(once)).isSameAs(once);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "Hello, world.",
        "日本語のテキスト: こんにちは",
        "6e08f3e0-392b-434e-8b69-4ab36c4fcf99",
        "4bf92f3577b34da6a3ce929d0e0e4736",
        "00f067aa0ba902b7",
        "chatcmpl-9x8y7z6w5v4u3t2s1r",
        "call_abc123DEF456",
        "resp_0123456789abcdef0123456789",
        "msg_01XFDUDYJgAACzvnptvVoYEL",
        "gpt-4o-mini-2024-07-18",
        "claude-3-5-sonnet-20241022",
        "anthropic.claude-3-haiku-20240307-v1:0",
        "models/text-embedding-004",
        "arn:aws:bedrock:us-east-1:123456789012:inference-profile/x",
        "2025-10-02T10:00:00.123Z",
        "10:00:05",
        "task-force-2025-review",
        "disk-usage-1234567890",
        "risk-assessment-2024-final",
        "sk-learn pipeline",
        "sk-SK",
        "pip install sk-image",
        "scikit: sk-transformers",
        "ask-me-anything-1234567",
        "max_tokens=100",
        "max_tokens: 100",
        "\"max_tokens\": 100",
        "prompt_tokens=120, completion_tokens=48",
        "\"prompt_tokens\":120,\"completion_tokens\":48,\"total_tokens\":168",
        "tokens: 5",
        "token: 5",
        "token=5",
        "next_page_token=abc123def",
        "stop_token=\"<|endoftext|>\"",
        "time_to_first_token=0.25",
        "eos_token: </s1>",
        "\"token\":\" hello\",\"logprob\":-0.1",
        "\"token\": \"Ġworld\"",
        "{\"type\":\"token\",\"index\":3}",
        "Token: the smallest unit of text",
        "the secret: always be kind",
        "password: must have 8 characters",
        "Password: at least one digit",
        "api_key: str",
        "api_key: str = None",
        "api_key=None",
        "api_key = null",
        "\"api_key\": null",
        "\"password\": \"\"",
        "\"has_password\": false",
        "password=",
        "password: ",
        "api_key=${API_KEY}",
        "api_key=$OPENAI_API_KEY",
        "password: {{ vault.password }}",
        "api_key=<your key>",
        "api_key: Optional[str]",
        "api_key=os.environ[\"OPENAI_API_KEY\"]",
        "api_key=os.getenv(\"KEY\")",
        "self.api_key = api_key",
        "token = self.token",
        "password=getpass.getpass()",
        "password: ********",
        "password=***",
        "\"api_key\": \"***REDACTED***\"",
        "author: Jane Austen",
        "author=jane",
        "authority=example.com",
        "authorization: the act of allowing",
        "Bearer authentication is used",
        "bearer of bad news",
        "the bearer token",
        "a basic example",
        "Basic auth is off",
        "basic understanding",
        "Basic dHJhbnNwb3J0",
        "https://example.com/a:b@c",
        "https://example.com?q=a:b@c",
        "http://localhost:8000/health",
        "mailto:me@example.com",
        "postgresql://db:5432/x",
        "git@github.com:owner/repo.git",
        "https://user@host/x",
        "http://[::1]:8080/",
        "hooks.slack.com",
        "https://hooks.slack.com/",
        "SELECT * FROM t WHERE a = 'b'",
        "key=value",
        "primary_key: id",
        "public_key=abc",
        "sort_key=\"x\"",
        "keyboard: qwerty",
        "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----",
        "-----BEGIN PUBLIC KEY-----",
        "--- a/file\n+++ b/file",
        "--help me",
        "--max-tokens 100",
        "the --password option",
        "--token-limit 5",
        "eyJ is how it starts",
        "eyJhbGci.short",
        "AIza is a prefix",
        "AKIA",
        "AKIAlowercase12345678",
        "ASIATICELEPHANTSROAMS",
        "hf_hub_download",
        "npm_config_registry",
        "gsk_plc",
        "r8_x",
        "SG.1",
        "cookie: chocolate",
        "Cookies: we use them",
        "set cookie policy",
        "secretary: Jo",
        "passwordless login: on",
        "tokenizer=cl100k_base",
        "session.id=0123",
        "sigma=0.5",
        "design=abcdef",
        "token_type=bearer",
        "\"token_type\":\"Bearer\"",
        "gen_ai.token.type=input",
        "llm.token_count.prompt=12",
        "secret_name=prod/db",
        "apikeyid: 7",
        "Base64: SGVsbG8gd29ybGQh"
      })
  void leavesAlone_whatIsNoSecret(String text) {
    assertThat(redactor.redact(text)).isSameAs(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api_key",
        "api-key",
        "apikey",
        "apiKey",
        "APIKey",
        "API_KEY",
        "x-api-key",
        "X-Api-Key",
        "openai.api_key",
        "openaiApiKey",
        "OPENAI_API_KEY",
        "API_KEY_2",
        "authorization",
        "Authorization",
        "proxy-authorization",
        "http.request.header.authorization",
        "password",
        "db.password",
        "dbPassword",
        "passwd",
        "secret",
        "client_secret",
        "clientSecret",
        "credential",
        "credentials",
        "google.credentials",
        "bearer",
        "access_token",
        "accessToken",
        "refresh_token",
        "auth_token",
        "authToken",
        "api_token",
        "id_token",
        "session_token",
        "token",
        "github.token",
        "githubToken",
        "HF_TOKEN",
        "azure_ad_token",
        "azure_ad_token_provider",
        "private_key",
        "privateKey",
        "cookie",
        "set-cookie",
        "http.response.header.set-cookie",
        "accountkey",
        "AccountKey",
        "connection_string",
        "ConnectionString",
        "aws_secret_access_key",
        "base_url",
        "azure_endpoint",
        "organization",
        "x-amz-security-token",
        "Ocp-Apim-Subscription-Key"
      })
  void knowsSecretKeys(String key) {
    assertThat(redactor.isSecretKey(key)).isTrue();
    assertThat(redactor.redactValue(key, "x")).isEqualTo(MASK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "prompt_tokens",
        "completion_tokens",
        "total_tokens",
        "token_count",
        "max_tokens",
        "maxTokens",
        "max_token",
        "maxToken",
        "tokens",
        "gen_ai.usage.input_tokens",
        "gen_ai.usage.output_tokens",
        "gen_ai.usage.cache_read.input_tokens",
        "gen_ai.request.max_tokens",
        "llm.token_count.prompt",
        "llm.token_count.completion",
        "llm.token_count.prompt_details.cache_read",
        "llm.usage.total_tokens",
        "author",
        "authority",
        "authors",
        "token_type",
        "gen_ai.token.type",
        "session.id",
        "user.id",
        "trace_id",
        "key",
        "keys",
        "primary_key",
        "public_key",
        "partition_key",
        "server.address",
        "gen_ai.request.base_url",
        "user.organization",
        "secretary",
        "password_hint",
        "passwordless",
        "cookie_policy",
        "api_key_id",
        "apiKeyId",
        "access_key_id",
        "stop_token",
        "eos_token",
        "next_page_token",
        "nextPageToken",
        "time_to_first_token",
        "cost_per_token",
        "costPerToken",
        "tokenizer",
        "betoken",
        "forbearer",
        "gen_ai.system",
        "gen_ai.provider.name",
        "input.value",
        "llm.prompts.0.content",
        "http.url",
        "hotkey",
        "monkey",
        "secrets_manager.arn",
        "credential_type"
      })
  void knowsWhatIsNoSecretKey(String key) {
    assertThat(redactor.isSecretKey(key)).isFalse();
    assertThat(redactor.redactValue(key, "x")).isEqualTo("x");
  }

  @Test
  void leavesEmptyBooleanAndMaskedValues_ofSecretKeys() {
    for (String value : new String[] {"", "true", "False", "null", MASK}) {
      assertThat(redactor.redactValue("password", value)).isSameAs(value);
    }
  }

  @Test
  void masksByShape_whereTheKeySaysNothing() {
    assertThat(redactor.redactValue("input.value", "use " + key("sk-", LONG)))
        .isEqualTo("use " + MASK);
  }

  @Test
  void countsByRule_inTheOrderOfTheNames() {
    String text =
        key("sk-", LONG) + " " + key("sk-", LONG) + " " + key("sk-ant-", LONG) + " password=x";
    redactor.redact(text);
    redactor.redactValue("cookie", "a=b");

    Map<String, Long> counts = redactor.counts();
    assertThat(counts.keySet()).containsExactlyElementsOf(redactor.ruleNames());
    assertThat(counts)
        .containsEntry("openai-key", 2L)
        .containsEntry("anthropic-key", 1L)
        .containsEntry("assignment", 1L)
        .containsEntry("secret-key-name", 1L)
        .containsEntry("jwt", 0L);
    assertThat(Redactor.standard().counts().values()).containsOnly(0L);
  }

  static Stream<String> hostile() {
    return Stream.of(
            "sk-",
            "sk-ant-",
            "eyJ-",
            "eyJhbGciOiJ-",
            "eyJhbGciOiJI.eyJ",
            "a:",
            "a=",
            "://",
            "://a:",
            "a://b:c@",
            "mongodb://:",
            "=",
            ":",
            "\"",
            "\\",
            "\\\"",
            "password=",
            "password: ",
            "password:\"",
            "password:\\\"",
            "password:'\"",
            "token=",
            "token:'",
            "token:\"",
            "token:\\\"x",
            "\"token\":\"x ",
            "token:\"token:'",
            "api_key=a(",
            "Bearer ",
            "Bearer a",
            "Basic ",
            "Basic AAAA",
            "basic a=",
            "-----BEGIN ",
            "-----BEGIN PRIVATE KEY",
            "-----",
            "--",
            "--password ",
            "--token a ",
            "AIza",
            "AIza-",
            "AKIA",
            "AAAA",
            "JJJJ",
            "eyeyJ",
            "SG.",
            "SG.a.",
            "ya29.",
            "hf_",
            "_",
            ".",
            "ghp_a",
            "Cookie: ",
            "Cookie: a",
            "Authorization: Digest ",
            "Authorization: ",
            "Authorization: Bearer ",
            "\"cookie\":[",
            "\"cookie\":[\"",
            "\"cookie\":[\"\",",
            "https://",
            "hooks.slack.com/services/",
            "\"password\":1",
            "password:${",
            "secret  ",
            "a b ",
            "x-amz-signature=",
            // addresses with anything in the password
            "a://b:c/",
            "a://b:c/@",
            "a://b",
            "://:/?",
            "http://a:b?",
            "//:",
            "hooks.slack.com/workflows/",
            "discord.com/api/v1",
            // disguises
            "%",
            "%25",
            "%3A%2F%2F",
            "a%3Ab%40",
            "%70assword%3D",
            "%22token%22%3A%22",
            "\u200B",
            "s\u00ADk-",
            "sk-\u200B",
            "\\u",
            "\\u200b",
            "\\\\/",
            // commands
            "curl ",
            "curl -u ",
            "curl -u a:",
            "curl -u 'a",
            "curl --user a",
            "-u -p ",
            "mysql -p",
            "mysql -p'",
            "\"--password\", \"",
            "--password '",
            // keys broken by lines
            "sk-a\n",
            "sk-abc123def4\n",
            "sk-a1\nbcdef123",
            "sk-ant-a1\\n",
            "ghp_Ab3\n  ",
            // forms without a prefix
            "1//0",
            "1//0aB",
            "/",
            "dapi",
            "dapi0",
            "SK0",
            "IQoJb3JpZ2lu",
            "FwoGZXIvYXdz",
            "12345678:AA",
            "12345678:AAb",
            "MTk4.Cl2FMQ.",
            "M.aaaaaa.",
            "Authorization: x ")
        .map(unit -> unit.repeat(1_000_000 / unit.length()));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void takesLinearTime_whateverTheText(String text) {
    // Quadratic work on a megabyte would be 10^12 steps, half an hour; linear takes milliseconds.
    String redacted =
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> redactor.redact(text));

    assertThat(redacted.length()).isLessThan(16 * text.length());
  }

  @Test
  void extraNamesAndPatterns_areMaskedAndCounted() {
    Redactor own =
        Redactor.builder()
            .secretKey("Tenant-Code")
            .pattern("employee", Pattern.compile("EMP\\d{6}"))
            .build();

    assertThat(own.redact("EMP123456 and tenant_code=abc"))
        .isEqualTo(MASK + " and tenant_code=" + MASK);
    assertThat(own.isSecretKey("app.tenantCode")).isTrue();
    assertThat(own.counts()).containsEntry("employee", 1L).containsEntry("assignment", 1L);
    String clean = "EMP12345";
    assertThat(own.redact(clean)).isSameAs(clean);
  }

  @Test
  void masksTheWholeText_whenAnExtraPatternRunsAway() {
    Redactor own = Redactor.builder().pattern("bad", Pattern.compile("(a|aa)+b")).build();

    String redacted =
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> own.redact("a".repeat(5_000)));

    assertThat(redacted).isEqualTo(MASK);
    assertThat(own.counts()).containsEntry("bad", 1L);
  }

  @Test
  void refusesUnusableRules() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Redactor.builder().secretKey("x"))
        .withMessageContaining("at least three letters");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Redactor.builder().pattern("empty", Pattern.compile("a*")))
        .withMessageContaining("matches an empty text");
  }

  @Test
  void isSafeForManyThreads() throws InterruptedException {
    Thread[] threads = new Thread[8];
    for (int t = 0; t < threads.length; t++) {
      threads[t] =
          new Thread(() -> {
            for (int i = 0; i < 1_000; i++) {
              redactor.redact("password=x" + i);
            }
          });
    }
    Arrays.stream(threads).forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(redactor.counts()).containsEntry("assignment", 8_000L);
  }
}
