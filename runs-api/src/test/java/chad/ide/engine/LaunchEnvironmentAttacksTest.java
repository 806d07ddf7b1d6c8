package chad.ide.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chad.edge.FieldError;
import chad.edge.ProblemException;
import chad.ide.problem.ProblemType;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Settings that would make a run execute, ask or tell something else: each is refused, and said to be. */
class LaunchEnvironmentAttacksTest {

    private static final String CANARY = "a-value-that-stays-here";

    /** Variables of other programs, by what reads them. */
    private static final List<String> FOREIGN = List.of(
            "PATH",
            "HOME",
            "SHELL",
            "ENV",
            "BASH_ENV",
            "IFS",
            "PS4",
            "PROMPT_COMMAND",
            "CDPATH",
            "GLOBIGNORE",
            "TMPDIR",
            "LD_PRELOAD",
            "LD_LIBRARY_PATH",
            "LD_AUDIT",
            "LD_DEBUG",
            "LD_BIND_NOW",
            "DYLD_INSERT_LIBRARIES",
            "DYLD_LIBRARY_PATH",
            "GCONV_PATH",
            "LOCPATH",
            "MALLOC_CHECK_",
            "GLIBC_TUNABLES",
            "NODE_OPTIONS",
            "NODE_PATH",
            "NODE_EXTRA_CA_CERTS",
            "NODE_TLS_REJECT_UNAUTHORIZED",
            "NODE_REPL_HISTORY",
            "NPM_CONFIG_PREFIX",
            "npm_config_registry",
            "BUN_INSTALL",
            "BUN_OPTIONS",
            "BUN_CONFIG_REGISTRY",
            "BUN_BE_BUN",
            "DENO_DIR",
            "TS_NODE_PROJECT",
            "PYTHONPATH",
            "PYTHONSTARTUP",
            "PYTHONHOME",
            "PERL5LIB",
            "PERL5OPT",
            "RUBYLIB",
            "RUBYOPT",
            "CLASSPATH",
            "JAVA_HOME",
            "JAVA_TOOL_OPTIONS",
            "JDK_JAVA_OPTIONS",
            "_JAVA_OPTIONS",
            "MAVEN_OPTS",
            "GIT_SSH",
            "GIT_SSH_COMMAND",
            "GIT_EXEC_PATH",
            "GIT_CONFIG_GLOBAL",
            "GIT_ASKPASS",
            "GIT_DIR",
            "GIT_EXTERNAL_DIFF",
            "GIT_PAGER",
            "GIT_EDITOR",
            "EDITOR",
            "VISUAL",
            "PAGER",
            "LESSOPEN",
            "LESS",
            "MANPAGER",
            "BROWSER",
            "SSH_AUTH_SOCK",
            "SSH_ASKPASS",
            "SUDO_ASKPASS",
            "DISPLAY",
            "XDG_CONFIG_HOME",
            "XDG_DATA_HOME",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "ALL_PROXY",
            "NO_PROXY",
            "http_proxy",
            "https_proxy",
            "SSL_CERT_FILE",
            "SSL_CERT_DIR",
            "CURL_CA_BUNDLE",
            "REQUESTS_CA_BUNDLE",
            "OPENSSL_CONF",
            "RES_OPTIONS",
            "HOSTALIASES",
            "NVIDIA_API_KEY",
            "OPENAI_API_KEY",
            "OPENAI_BASE_URL",
            "ANTHROPIC_API_KEY",
            "ANTHROPIC_BASE_URL",
            "CLAUDE_CODE_OAUTH_TOKEN",
            "GITHUB_TOKEN",
            "GH_TOKEN",
            "GH_HOST",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_ENDPOINT_URL",
            "GOOGLE_APPLICATION_CREDENTIALS",
            "AZURE_CLIENT_SECRET",
            "DOCKER_HOST",
            "KUBECONFIG",
            "DATABASE_URL",
            "PGPASSWORD",
            "PGHOST",
            "PGSERVICEFILE",
            "CF_ACCESS_CLIENT_ID",
            "CF_ACCESS_CLIENT_SECRET",
            "CF_ACCESS_AUD",
            "CF_ACCESS_TEAM_DOMAIN",
            "TUNNEL_TOKEN",
            "SMITHERS_BIN",
            "SMITHERS_RUNS_API_KEY",
            "SMITHERS_BACKEND",
            "SMITHERS_POST_FAILURE",
            "SMITHERS_DB",
            "QUARKUS_HTTP_PORT",
            "RUNS_SECURITY_KEY",
            "DEBUG",
            "TRACE");

    /** What says where something is, who may do it, what is executed or what is secret, as the part of a knob's name. */
    private static final List<String> WORDS = List.of(
            "URL",
            "URLS",
            "URI",
            "BASEURL",
            "BASE_URL",
            "ENDPOINT",
            "HOST",
            "HOSTNAME",
            "PORT",
            "ADDR",
            "ADDRESS",
            "SERVER",
            "PROXY",
            "PROXIES",
            "ORIGIN",
            "GATEWAY",
            "WEBHOOK",
            "SOCKET",
            "REMOTE",
            "SSH",
            "SSH_TARGET",
            "KEY",
            "KEYS",
            "APIKEY",
            "API_KEY",
            "TOKEN",
            "SECRET",
            "SECRETS",
            "PASSWORD",
            "PASSWD",
            "PASS",
            "CREDS",
            "CREDENTIAL",
            "CREDENTIALS",
            "AUTH",
            "JWT",
            "COOKIE",
            "HEADER",
            "HEADERS",
            "CERT",
            "CERTS",
            "CA",
            "TLS",
            "BIN",
            "BINARY",
            "CMD",
            "COMMAND",
            "EXEC",
            "EXE",
            "SHELL",
            "SCRIPT",
            "PROGRAM",
            "RUNNER",
            "INTERPRETER",
            "ARGS",
            "ARGV",
            "PATH",
            "PATHS",
            "DIR",
            "DIRS",
            "DIRECTORY",
            "FOLDER",
            "FOLDERS",
            "FILE",
            "FILES",
            "FILENAME",
            "ROOT",
            "HOME",
            "CWD",
            "STORE",
            "DB",
            "DATABASE",
            "DSN",
            "REPO",
            "REPOSITORY",
            "MODULE",
            "MODULES",
            "IMPORT",
            "REQUIRE",
            "PRELOAD",
            "LOADER",
            "PLUGIN",
            "LIB",
            "LIBRARY",
            "LD",
            "NODE",
            "NPM",
            "BUN",
            "PYTHON",
            "JAVA",
            "CONFIG",
            "ENV",
            "USER",
            "USERS",
            "SUDO");

    private static final List<String> SHAPES = List.of("CHAD_%s", "CHAD_X_%s", "CHAD_%s_X");

    private static final List<String> BROKEN = List.of(
            "",
            " ",
            "=",
            "CHAD_",
            "CHAD",
            "CHAD__X",
            "CHAD_X_",
            "_CHAD_X",
            "CHAD_X=Y",
            "CHAD_X ",
            " CHAD_X",
            "CHAD_X\n",
            "CHAD_X\u0000",
            "CHAD_X\u0000DRY_RUN",
            "chad_x",
            "Chad_X",
            "CHAD_x",
            "CHAD-X",
            "CHAD.X",
            "CHAD_É",
            "CHAD_Х",
            "ＣＨＡＤ_X",
            "CHAD_X\u200b",
            "CHAD_X\u202e",
            "CHAD_$(id)",
            "CHAD_`id`",
            "CHAD_X;id",
            "CHAD_X&",
            "CHAD_X|",
            "DRY_RUN ",
            "DRY_RUN2",
            "XDRY_RUN",
            "dry_run",
            "DRY_RUN\n",
            "CHAD_POPULATION",
            "CHAD_OPERATORS",
            "CHAD_VIEWERS",
            "CHAD_TRUSTED_PROXIES",
            "CHAD_STATE_DIR",
            "CHAD_WORKFLOW_DIR",
            "CHAD_RUNS_DB_DIR",
            "CHAD_HOST_CREDS",
            "CHAD_MODELS_FILE",
            "CHAD_CATALOG_URL",
            "CHAD_ROSTER_URL",
            "CHAD_RUNS_URL",
            "CHAD_RUNS_HOST",
            "CHAD_RUNS_PORT",
            "CHAD_WEBUI_URL",
            "CHAD_WEBUI_API_KEY");

    private static Set<String> names() {
        Set<String> names = new LinkedHashSet<>(FOREIGN);
        names.addAll(BROKEN);
        for (String word : WORDS) {
            SHAPES.forEach(shape -> names.add(shape.formatted(word)));
            names.add("CHAD_%s".formatted(word).toLowerCase(Locale.ROOT));
        }
        names.add("CHAD_" + "X".repeat(100));
        return names;
    }

    @Test
    void everyOneIsRefusedByName() {
        Set<String> names = names();
        assertThat(names).hasSizeGreaterThan(500);

        for (String name : names) {
            assertRefused(name, CANARY);
        }
    }

    @Test
    void oneAmongGoodOnesIsEnoughForNone() {
        for (String name : names()) {
            Map<String, @Nullable String> wanted = new HashMap<>(Map.of("DRY_RUN", "1", "CHAD_FUSION_MAX", "3"));
            wanted.put(name, CANARY);

            assertThatThrownBy(() -> LaunchEnvironment.admit(wanted)).as(name).isInstanceOf(ProblemException.class);
        }
    }

    @Test
    void valuesThatBreakLinesOrAreHugeAreRefused() {
        for (int c = 0; c < 0xa0; c++) {
            if (Character.isISOControl(c)) {
                assertRefused("CHAD_X", "a" + (char) c + "b");
            }
        }
        assertRefused("CHAD_X", "x".repeat(LaunchEnvironment.MAX_VALUE_CHARS + 1));
        assertRefused("CHAD_MAX_TOKENS", "sk-12345");
    }

    private static void assertRefused(String name, String value) {
        Map<String, @Nullable String> wanted = new HashMap<>();
        wanted.put(name, value);

        assertThatThrownBy(() -> LaunchEnvironment.admit(wanted))
                .as(name)
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.type()).isEqualTo(ProblemType.REFUSED_SETTINGS);
                    assertThat(problem.toProblem(null).errors())
                            .hasSize(1)
                            .extracting(FieldError::allowed)
                            .doesNotContain("");
                    assertThat(problem.toProblem(null).toString()).doesNotContain(value);
                });
    }
}
