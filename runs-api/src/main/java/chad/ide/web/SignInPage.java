package chad.ide.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import chad.ide.security.AccessTokens;
import chad.ide.security.SignInPrompt;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The page that people see who are not signed in: one field, no script, no other file. Its style is allowed by its
 * digest, so the policy stays without {@code unsafe-inline}.
 */
@Singleton
public class SignInPage implements SignInPrompt {

    private static final int UNAUTHORIZED = 401;
    private static final String HTML = "text/html; charset=utf-8";

    private static final String STYLE = """
            :root{color-scheme:dark;--bg:#0b0d12;--card:#10131a;--field:#161a23;--line:#2b3140;--text:#e7eaf0;--soft:#a3abba;\
            --accent:#7c9cff;--on-accent:#0b0d12;--bad:#ff8a8d;--bad-bg:#ef5a5f1f}
            @media(prefers-color-scheme:light){:root{color-scheme:light;--bg:#f6f7f9;--card:#fff;--field:#fff;--line:#c9d0da;\
            --text:#171b23;--soft:#4f5869;--accent:#3d63dd;--on-accent:#fff;--bad:#b3262c;--bad-bg:#cf333914}}
            *{box-sizing:border-box}
            body{margin:0;min-height:100vh;min-height:100dvh;display:grid;place-items:center;padding:16px;background:var(--bg);\
            color:var(--text);font:14px/1.5 Inter,ui-sans-serif,system-ui,"Segoe UI",Roboto,sans-serif}
            main{width:100%;max-width:380px;background:var(--card);border:1px solid var(--line);border-radius:12px;padding:28px 24px}
            .brand{margin:0;font-weight:650;letter-spacing:-.01em;color:var(--soft)}
            .brand b{color:var(--accent)}
            h1{margin:4px 0 20px;font-size:20px;font-weight:640;letter-spacing:-.015em}
            label{display:block;margin-bottom:6px;font-weight:550}
            input{display:block;width:100%;min-height:44px;padding:8px 12px;font:16px ui-monospace,Menlo,Consolas,monospace;\
            color:inherit;background:var(--field);border:1px solid var(--line);border-radius:8px}
            button{display:block;width:100%;min-height:44px;margin-top:16px;font:inherit;font-weight:600;color:var(--on-accent);\
            background:var(--accent);border:0;border-radius:8px;cursor:pointer}
            :focus-visible{outline:2px solid var(--accent);outline-offset:2px}
            .error{margin:0 0 16px;padding:10px 12px;border-radius:8px;color:var(--bad);background:var(--bad-bg)}
            .hint{margin:16px 0 0;font-size:13px;color:var(--soft)}
            a{color:var(--accent)}
            code{font:12px ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere}
            """;

    private static final String POLICY = "default-src 'none'; style-src 'sha256-" + sha256(STYLE)
            + "'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <title>Sign in · Runs IDE</title>
            {again}<style>{style}</style>
            </head>
            <body>
            <main>
            <p class="brand">Runs <b>IDE</b></p>
            <h1>Sign in</h1>
            {error}<form method="post" action="/sign-in">
            <label for="key">Key</label>
            <input id="key" name="key" type="password" autocomplete="current-password" autocapitalize="off" spellcheck="false" required autofocus{described}>
            <input type="hidden" name="next" value="{next}">
            <button type="submit">Sign in</button>
            </form>
            <p class="hint">{hint}</p>
            </main>
            </body>
            </html>
            """;

    private static final String QUESTION = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <title>Sign in with this link? · Runs IDE</title>
            <style>{style}</style>
            </head>
            <body>
            <main>
            <p class="brand">Runs <b>IDE</b></p>
            <h1>Sign in with this link?</h1>
            <p>{why} The link signs this browser in as whoever created it, and replaces your current session, if any.
            Continue only if you asked for it.</p>
            <form method="post" action="/sign-in">
            <input type="hidden" name="code" value="{code}">
            <input type="hidden" name="next" value="{next}">
            <button type="submit">Sign in</button>
            </form>
            <p class="hint"><a href="{next}">Cancel</a></p>
            </main>
            </body>
            </html>
            """;

    private static final String HINT =
            "The key is the one in <code>credentials.json</code>; <code>make up</code> prints a link that needs none.";
    private static final String ACCESS_HINT =
            "This service is also behind Cloudflare Access: at its public address you are signed in without a key. "
                    + HINT;

    private final AccessTokens access;

    SignInPage(AccessTokens access) {
        this.access = access;
    }

    @Override
    public void show(RoutingContext context) {
        HttpServerRequest request = context.request();
        String html = html("", request.uri(), isFromElsewhere(request));
        context.response()
                .setStatusCode(UNAUTHORIZED)
                .putHeader(SecurityHeaders.POLICY, POLICY)
                .putHeader(HttpHeaders.CONTENT_TYPE, HTML)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(HttpMethod.HEAD.equals(request.method()) ? "" : html);
    }

    /** @param error in plain words; empty when nothing went wrong */
    Response answer(int status, String error, @Nullable String next, HttpServerRequest request) {
        boolean isAgain = error.isEmpty() && isFromElsewhere(request);
        return Response.status(status)
                .header(SecurityHeaders.POLICY, POLICY)
                .header("Cache-Control", "no-store")
                .type(MediaType.valueOf(HTML))
                .entity(html(error, next, isAgain))
                .build();
    }

    /**
     * Whether a link with a code is to be asked about: it came from a page of another site, which might sign a person in
     * as somebody else to see what that person does, or it would replace a session.
     */
    static boolean wantsQuestion(HttpServerRequest request, boolean isSignedIn) {
        return isFromElsewhere(request) || (isSignedIn && request.getHeader("Sec-Fetch-Site") == null);
    }

    Response question(String code, @Nullable String next, HttpServerRequest request) {
        String why = isFromElsewhere(request) ? "Another site led you here." : "You are signed in already.";
        return Response.ok(QUESTION.replace("{style}", STYLE)
                        .replace("{why}", why)
                        .replace("{code}", escaped(code))
                        .replace("{next}", escaped(LocalPath.orRoot(next))))
                .header(SecurityHeaders.POLICY, POLICY)
                .header("Cache-Control", "no-store")
                .type(MediaType.valueOf(HTML))
                .build();
    }

    /**
     * A browser that follows a link from another site keeps our cookie to itself. So the page asks for the address once
     * more, now from here, and who is signed in never sees more of it than a flicker.
     */
    private static boolean isFromElsewhere(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        return ("cross-site".equals(site) || "same-site".equals(site))
                && "navigate".equals(request.getHeader("Sec-Fetch-Mode"))
                && HttpMethod.GET.equals(request.method());
    }

    private String html(String error, @Nullable String next, boolean isAgain) {
        String local = escaped(LocalPath.orRoot(next));
        boolean isWrong = !error.isEmpty();
        return PAGE.replace("{again}", isAgain ? "<meta http-equiv=\"refresh\" content=\"0;url=" + local + "\">\n" : "")
                .replace("{style}", STYLE)
                .replace(
                        "{error}",
                        isWrong ? "<p class=\"error\" role=\"alert\" id=\"error\">" + escaped(error) + "</p>\n" : "")
                .replace("{described}", isWrong ? " aria-invalid=\"true\" aria-describedby=\"error\"" : "")
                .replace("{hint}", access.areBelieved() ? ACCESS_HINT : HINT)
                .replace("{next}", local);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
