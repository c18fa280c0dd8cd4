package io.connectorservice.problem;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;

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
final class ContainerErrors implements ErrorController {

	@RequestMapping("/error")
	ResponseEntity<ProblemDetail> error(HttpServletRequest request) {
		return ProblemDetails.answer(ProblemException.of(code(status(request)), "The request cannot be served."),
				request);
	}

	private static int status(HttpServletRequest request) {
		return (request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status) ? status
				: HttpStatus.NOT_FOUND.value();
	}

	private static ProblemCode code(int status) {
		for (ProblemCode code : ProblemCode.values()) {
			if (code.status().value() == status) {
				return code;
			}
		}
		return (status < 500) ? ProblemCode.VALIDATION_FAILED : ProblemCode.INTERNAL_ERROR;
	}

}
