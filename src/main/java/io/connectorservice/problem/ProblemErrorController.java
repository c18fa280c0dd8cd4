package io.connectorservice.problem;

import io.connectorservice.trace.RequestIds;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Returns problems for failures outside of controllers that end in the container's error
 * dispatch.
 */
@Hidden
@RestController
final class ProblemErrorController implements ErrorController {

	@RequestMapping("/error")
	ResponseEntity<ProblemDetail> error(HttpServletRequest request, HttpServletResponse response) {
		// the filters that set these headers run once per request, and not at all if the
		// container refused it
		response.setHeader(RequestIds.HEADER, RequestIds.resolveId(request));
		ProblemWriter.setSecurityHeaders(response);
		ProblemException problem = ProblemException.of(findCode(readStatus(request)), "The request cannot be served.");
		return new ProblemResponse(problem, request).toEntity();
	}

	private static int readStatus(HttpServletRequest request) {
		return (request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status) ? status
				: HttpStatus.NOT_FOUND.value();
	}

	/** The problem code for a status that the container has set. */
	static ProblemCode findCode(int status) {
		if (status == HttpStatus.BAD_REQUEST.value()) {
			return ProblemCode.VALIDATION_FAILED;
		}
		for (ProblemCode code : ProblemCode.values()) {
			if (code.status().value() == status) {
				return code;
			}
		}
		// protocol errors are the caller's, although their status is 5xx
		boolean protocolError = status == 501 || status == 505;
		return (status < 500 || protocolError) ? ProblemCode.VALIDATION_FAILED : ProblemCode.INTERNAL_ERROR;
	}

}
