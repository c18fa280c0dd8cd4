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
 * Answers with a problem for what fails outside the controllers and ends in the
 * container's error dispatch.
 */
@Hidden
@RestController
final class ProblemErrorController implements ErrorController {

	@RequestMapping("/error")
	ResponseEntity<ProblemDetail> error(HttpServletRequest request, HttpServletResponse response) {
		// filters that set these run for a request once, and not where the container
		// refused it
		response.setHeader(RequestIds.HEADER, RequestIds.resolveId(request));
		ProblemWriter.setSecurityHeaders(response);
		return ProblemDetails.createResponse(
				ProblemException.of(findCode(readStatus(request)), "The request cannot be served."), request);
	}

	private static int readStatus(HttpServletRequest request) {
		return (request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status) ? status
				: HttpStatus.NOT_FOUND.value();
	}

	/** The code that a status of the container's own means. */
	static ProblemCode findCode(int status) {
		if (status == HttpStatus.BAD_REQUEST.value()) {
			return ProblemCode.VALIDATION_FAILED;
		}
		for (ProblemCode code : ProblemCode.values()) {
			if (code.status().value() == status) {
				return code;
			}
		}
		// what is wrong with the protocol is the caller's, whatever the number
		boolean protocol = status == 501 || status == 505;
		return (status < 500 || protocol) ? ProblemCode.VALIDATION_FAILED : ProblemCode.INTERNAL_ERROR;
	}

}
