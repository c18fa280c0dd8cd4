package io.connectorservice.problem;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * Answers every failure of a controller with a problem.
 */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ProblemAdvice {

	private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

	private final ProblemMeters meters;

	ProblemAdvice(ProblemMeters meters) {
		this.meters = meters;
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> problem(ProblemException problem, HttpServletRequest request) {
		if (problem.getCause() != null) {
			log.warn("{} {}: {} ({})", request.getMethod(), request.getRequestURI(), problem.code().code(),
					problem.getCause().getClass().getSimpleName());
		}
		return tell(problem, request);
	}

	private ResponseEntity<ProblemDetail> tell(ProblemException problem, HttpServletRequest request) {
		this.meters.count(problem.code());
		return ProblemDetails.answer(problem, request);
	}

	@ExceptionHandler(NoResourceFoundException.class)
	ResponseEntity<ProblemDetail> notThere(HttpServletRequest request) {
		String hint = request.getRequestURI().endsWith("/") ? " Leave out the slash at its end." : "";
		return answer(ProblemCode.NOT_FOUND, "There is nothing at this address." + hint, request);
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> wrongMethod(HttpRequestMethodNotSupportedException failure,
			HttpServletRequest request) {
		String[] allowed = failure.getSupportedMethods();
		ResponseEntity<ProblemDetail> answer = answer(ProblemCode.METHOD_NOT_ALLOWED,
				failure.getMethod() + " is not possible here.", request);
		return (allowed == null) ? answer
				: ResponseEntity.status(answer.getStatusCode())
					.headers(answer.getHeaders())
					.header(HttpHeaders.ALLOW, String.join(", ", allowed))
					.body(answer.getBody());
	}

	@ExceptionHandler(HttpMediaTypeNotSupportedException.class)
	ResponseEntity<ProblemDetail> wrongMediaType(HttpServletRequest request) {
		return answer(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "Send application/json.", request);
	}

	@ExceptionHandler(HttpMediaTypeNotAcceptableException.class)
	ResponseEntity<ProblemDetail> nothingAcceptable(HttpServletRequest request) {
		return answer(ProblemCode.NOT_ACCEPTABLE, "Accept application/json.", request);
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> wrongType(MethodArgumentTypeMismatchException failure, HttpServletRequest request) {
		return problem(ProblemException.invalid("query:" + failure.getName(), "is not of the right type"), request);
	}

	@ExceptionHandler(InvalidParameterException.class)
	ResponseEntity<ProblemDetail> undecodable(HttpServletRequest request) {
		return problem(ProblemException.invalid("query:", "must be percent-encoded UTF-8"), request);
	}

	/**
	 * The firewall judges names and values of parameters only where they are asked for.
	 */
	@ExceptionHandler(RequestRejectedException.class)
	ResponseEntity<ProblemDetail> rejected(HttpServletRequest request) {
		return problem(ProblemException.invalid("query:", "must be without control characters"), request);
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> missing(MissingServletRequestParameterException failure, HttpServletRequest request) {
		return problem(ProblemException.invalid("query:" + failure.getParameterName(), "is required"), request);
	}

	@ExceptionHandler(HttpMessageNotReadableException.class)
	ResponseEntity<ProblemDetail> unreadable(HttpServletRequest request) {
		return answer(ProblemCode.MALFORMED_JSON, "The body cannot be read as JSON.", request);
	}

	/** Nobody is left to answer. */
	@ExceptionHandler(AsyncRequestNotUsableException.class)
	void callerWentAway() {
		log.debug("The caller went away before the answer was sent");
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> anythingElse(Exception failure, HttpServletRequest request) {
		if (failure instanceof IOException) {
			log.info("{} {}: the request could not be read ({})", request.getMethod(), request.getRequestURI(),
					failure.getClass().getSimpleName());
			return answer(ProblemCode.MALFORMED_JSON, "The body could not be read to its end.", request);
		}
		// the message may hold what callers or services sent: the type and the place must
		// do
		log.error("{} {}: unexpected {} at {}", request.getMethod(), request.getRequestURI(),
				failure.getClass().getName(), place(failure));
		return answer(ProblemCode.INTERNAL_ERROR, "Report the request id if it happens again.", request);
	}

	private static String place(Throwable failure) {
		StackTraceElement[] trace = failure.getStackTrace();
		StringBuilder place = new StringBuilder();
		for (int i = 0; i < Math.min(trace.length, 8); i++) {
			place.append((i == 0) ? "" : " < ").append(trace[i]);
		}
		return (failure.getCause() == null) ? place.toString()
				: place + " caused by " + failure.getCause().getClass().getName() + " at " + place(failure.getCause());
	}

	private ResponseEntity<ProblemDetail> answer(ProblemCode code, String detail, HttpServletRequest request) {
		return tell(ProblemException.of(code, detail), request);
	}

}
