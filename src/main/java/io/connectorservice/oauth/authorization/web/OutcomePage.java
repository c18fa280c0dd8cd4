package io.connectorservice.oauth.authorization.web;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import io.connectorservice.digest.Sha256;
import io.connectorservice.oauth.authorization.AuthorizationOutcome;

import org.springframework.http.MediaType;
import org.springframework.web.util.HtmlUtils;

/**
 * The page that shows the outcome of an authorization without a return URL. It contains
 * no script, and its content security policy allows only its own style.
 */
final class OutcomePage {

	private static final String STYLE = """
			:root { color-scheme: light dark; }
			body { margin: 0; min-height: 100vh; display: grid; place-items: center;
			  font: 1rem/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText; }
			main { max-width: 30rem; padding: 2rem; text-align: center; }
			h1 { font-size: 1.5rem; margin: 1rem 0 .5rem; }
			p { margin: .5rem 0; }
			.mark { display: inline-grid; place-items: center; width: 3.5rem; height: 3.5rem; border-radius: 50%;
			  font-size: 1.75rem; color: #fff; }
			.good { background: #1a7f37; }
			.bad { background: #b42318; }
			.wait { background: #175cd3; }
			code { font-size: .875rem; opacity: .75; }
			""";

	static final MediaType MEDIA_TYPE = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

	static final String POLICY = "default-src 'none'; style-src 'sha256-" + computeHash(STYLE)
			+ "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

	private OutcomePage() {
	}

	static String render(AuthorizationOutcome outcome) {
		Look look = Look.of(outcome.status());
		String code = (outcome.code() == null) ? "" : "<p><code>" + outcome.code().code() + "</code></p>";
		return """
				<!doctype html>
				<html lang="en">
				<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
				<title>%1$s</title><style>%2$s</style></head>
				<body><main>
				<div class="mark %3$s" aria-hidden="true">%4$s</div>
				<h1>%1$s</h1><p>%5$s</p>%6$s%7$s
				</main></body></html>
				""".formatted(look.title, STYLE, look.style, look.mark, HtmlUtils.htmlEscape(outcome.detail()),
				(look == Look.WAITING) ? "" : "<p>You can close this window.</p>", code);
	}

	private static String computeHash(String style) {
		return Base64.getEncoder().encodeToString(Sha256.digest(style));
	}

	private enum Look {

		GOOD("Connected", "good", "&#10003;"), WAITING("One step left", "wait", "&#8230;"),
		BAD("Not connected", "bad", "&#10007;");

		private final String title;

		private final String style;

		private final String mark;

		Look(String title, String style, String mark) {
			this.title = title;
			this.style = style;
			this.mark = mark;
		}

		static Look of(AuthorizationOutcome.Status status) {
			return switch (status) {
				case CONNECTED -> GOOD;
				case CONFIRMATION_REQUIRED -> WAITING;
				case FAILED -> BAD;
			};
		}

	}

}
