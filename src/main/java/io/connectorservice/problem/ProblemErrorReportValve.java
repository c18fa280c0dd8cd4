package io.connectorservice.problem;

import java.io.IOException;

import io.connectorservice.trace.RequestIds;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Returns problems for requests that the container refuses before any filter runs, such
 * as a malformed request line.
 */
@Component
final class ProblemErrorReportValve implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

	private final ProblemWriter problems;

	ProblemErrorReportValve(ProblemWriter problems) {
		this.problems = problems;
	}

	@Override
	public void customize(TomcatServletWebServerFactory factory) {
		factory.addContextCustomizers((context) -> context.getParent().getPipeline().addValve(new Report()));
	}

	/** Replaces the container's HTML error page. */
	private final class Report extends ErrorReportValve {

		@Override
		protected void report(Request request, Response response, @Nullable Throwable failure) {
			boolean unanswered = response.getStatus() >= 400 && response.getContentWritten() == 0;
			if (unanswered && response.setErrorReported()) {
				writeProblem(request, response);
			}
		}

		private void writeProblem(Request request, Response response) {
			try {
				ProblemException problem = ProblemException.of(ProblemErrorController.findCode(response.getStatus()),
						"The request cannot be served.");
				response.setHeader(RequestIds.HEADER, RequestIds.resolveId(request));
				ProblemErrorReportValve.this.problems.write(problem, request, response);
				response.finishResponse();
			}
			catch (IOException _) {
				// the caller went away
			}
		}

	}

}
