package io.connectorservice.local.demo;

import java.util.Set;
import java.util.stream.Collectors;

import org.springframework.web.util.HtmlUtils;

/**
 * Renders the demo service's pages.
 */
final class DemoPages {

	private static final String FRAME = """
			<!doctype html>
			<html lang="en">
			<head>
			<meta charset="utf-8">
			<meta name="viewport" content="width=device-width, initial-scale=1">
			<title>Demo service</title>
			<style>
			body { font: 16px/1.5 system-ui, sans-serif; max-width: 26rem; margin: 4rem auto; padding: 0 1rem; color: #1c2733; }
			label { display: block; margin: .75rem 0; }
			input { display: block; width: 100%; box-sizing: border-box; padding: .5rem; font: inherit; }
			button { font: inherit; padding: .5rem 1.25rem; margin-right: .5rem; }
			[role=alert] { color: #a1121f; }
			code { background: #eef1f4; padding: 0 .25rem; }
			</style>
			</head>
			<body>
			<main>
			{content}
			</main>
			</body>
			</html>
			""";

	private static final String CONSENT = """
			<h1>Demo service</h1>
			<p>An application on this machine asks to act for you:</p>
			<ul>{scopes}</ul>
			{fault}
			<form method="post" action="/oauth/authorize">
			<input type="hidden" name="id" value="{id}">
			<label>User <input name="user" value="{user}" autocomplete="off"></label>
			<label>Password <input name="password" type="password" value="{password}" autocomplete="off"></label>
			<button name="decision" value="allow">Allow</button>
			<button name="decision" value="deny">Deny</button>
			</form>
			<p>This is a pretended provider: user and password are filled in.</p>
			""";

	private static final String HOME = """
			<h1>Demo service</h1>
			<p>A small third party for trying connector-service without the internet.
			Its catalog entry is <code>demo</code>, and it <a href="/openapi.json">describes itself</a>.</p>
			<ul>
			<li>API key <code>{key}</code>, in the header <code>X-Api-Key</code></li>
			<li>user <code>{user}</code>, password <code>{password}</code></li>
			<li>OAuth 2 client <code>{client}</code>, secret <code>{secret}</code></li>
			</ul>
			""";

	DemoResponse renderHome() {
		return renderPage(200,
				HOME.replace("{key}", DemoAccess.API_KEY)
					.replace("{user}", DemoAccess.USER)
					.replace("{password}", DemoAccess.PASSWORD)
					.replace("{client}", DemoOAuth.CLIENT_ID)
					.replace("{secret}", DemoOAuth.CLIENT_SECRET));
	}

	/** Renders the page on which a user signs in and consents. */
	DemoResponse renderConsent(int status, String id, Set<String> scopes, String fault) {
		String items = scopes.stream()
			.map((scope) -> "<li>" + HtmlUtils.htmlEscape(DemoAccess.SCOPES.getOrDefault(scope, scope)) + "</li>")
			.collect(Collectors.joining());
		return renderPage(status, CONSENT.replace("{scopes}", items)
			.replace("{fault}", fault.isEmpty() ? "" : "<p role=\"alert\">" + HtmlUtils.htmlEscape(fault) + "</p>")
			.replace("{id}", HtmlUtils.htmlEscape(id))
			.replace("{user}", DemoAccess.USER)
			.replace("{password}", DemoAccess.PASSWORD));
	}

	DemoResponse renderProblem(String sentence) {
		return renderPage(400, "<h1>Demo service</h1><p role=\"alert\">" + HtmlUtils.htmlEscape(sentence) + "</p>");
	}

	private static DemoResponse renderPage(int status, String content) {
		return DemoResponse.html(status, FRAME.replace("{content}", content))
			.with("Cache-Control", "no-store")
			.with("X-Frame-Options", "DENY");
	}

}
