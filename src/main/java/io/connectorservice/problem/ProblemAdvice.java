package io.connectorservice.problem;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.NestedExceptionUtils;
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
 * Converts every exception of a controller to a problem response.
 */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ProblemAdvice {

	private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

	private final ProblemMetrics meters;

	ProblemAdvice(ProblemMetrics meters) {
		this.meters = meters;
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> handleProblem(ProblemException problem, HttpServletRequest request) {
		if (problem.getCause() != null) {
			log.warn("{} {}: {} ({})", request.getMethod(), request.getRequestURI(), problem.code().code(),
					problem.getCause().getClass().getSimpleName());
		}
		return createResponse(problem, request);
	}

	private ResponseEntity<ProblemDetail> createResponse(ProblemException problem, HttpServletRequest request) {
		this.meters.recordProblem(problem.code());
		return new ProblemResponse(problem, request).toEntity();
	}

	@ExceptionHandler(NoResourceFoundException.class)
	ResponseEntity<ProblemDetail> handleNoResource(HttpServletRequest request) {
		String hint = request.getRequestURI().endsWith("/") ? " Leave out the slash at its end." : "";
		return createResponse(ProblemCode.NOT_FOUND, "There is nothing at this address." + hint, request);
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> handleUnsupportedMethod(HttpRequestMethodNotSupportedException failure,
			HttpServletRequest request) {
		String[] allowed = failure.getSupportedMethods();
		ResponseEntity<ProblemDetail> response = createResponse(ProblemCode.METHOD_NOT_ALLOWED,
				failure.getMethod() + " is not possible here.", request);
		return (allowed == null) ? response
				: ResponseEntity.status(response.getStatusCode())
					.headers(response.getHeaders())
					.header(HttpHeaders.ALLOW, String.join(", ", allowed))
					.body(response.getBody());
	}

	@ExceptionHandler(HttpMediaTypeNotSupportedException.class)
	ResponseEntity<ProblemDetail> handleUnsupportedMediaType(HttpServletRequest request) {
		return createResponse(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "Send application/json.", request);
	}

	@ExceptionHandler(HttpMediaTypeNotAcceptableException.class)
	ResponseEntity<ProblemDetail> handleNotAcceptable(HttpServletRequest request) {
		return createResponse(ProblemCode.NOT_ACCEPTABLE, "Accept application/json.", request);
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> handleWrongParameterType(MethodArgumentTypeMismatchException failure,
			HttpServletRequest request) {
		// converters may throw problems, such as NOT_FOUND for a malformed connector id
		ProblemException problem = (NestedExceptionUtils.getMostSpecificCause(failure) instanceof ProblemException own)
				? own : ProblemException.invalid("query:" + failure.getName(), "is not of the right type");
		return handleProblem(problem, request);
	}

	@ExceptionHandler(InvalidParameterException.class)
	ResponseEntity<ProblemDetail> handleUndecodableQuery(HttpServletRequest request) {
		return handleProblem(ProblemException.invalid("query:", "must be percent-encoded UTF-8"), request);
	}

	/**
	 * Spring Security's firewall checks parameter names and values only when a handler
	 * reads them.
	 */
	@ExceptionHandler(RequestRejectedException.class)
	ResponseEntity<ProblemDetail> handleRejectedParameter(HttpServletRequest request) {
		return handleProblem(ProblemException.invalid("query:", "must not contain control characters"), request);
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> handleMissingParameter(MissingServletRequestParameterException failure,
			HttpServletRequest request) {
		return handleProblem(ProblemException.invalid("query:" + failure.getParameterName(), "is required"), request);
	}

	@ExceptionHandler(HttpMessageNotReadableException.class)
	ResponseEntity<ProblemDetail> handleUnreadableBody(HttpServletRequest request) {
		return createResponse(ProblemCode.MALFORMED_JSON, "The body cannot be read as JSON.", request);
	}

	/** The connection is gone, so there is no response to write. */
	@ExceptionHandler(AsyncRequestNotUsableException.class)
	void handleCallerGone() {
		log.debug("The caller disconnected before the response was sent");
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> handleUnexpected(Exception failure, HttpServletRequest request) {
		if (failure instanceof IOException) {
			log.info("{} {}: the request could not be read ({})", request.getMethod(), request.getRequestURI(),
					failure.getClass().getSimpleName());
			return createResponse(ProblemCode.MALFORMED_JSON, "The body could not be read to its end.", request);
		}
		// the message may contain what callers or services sent, so only the type and the
		// location are logged
		log.error("{} {}: unexpected {} at {}", request.getMethod(), request.getRequestURI(),
				failure.getClass().getName(), describeLocation(failure));
		return createResponse(ProblemCode.INTERNAL_ERROR, "Report the request id if it happens again.", request);
	}

	private static String describeLocation(Throwable failure) {
		StackTraceElement[] trace = failure.getStackTrace();
		StringBuilder location = new StringBuilder();
		for (int i = 0; i < Math.min(trace.length, 8); i++) {
			location.append((i == 0) ? "" : " < ").append(trace[i]);
		}
		return (failure.getCause() == null) ? location.toString() : location + " caused by "
				+ failure.getCause().getClass().getName() + " at " + describeLocation(failure.getCause());
	}

	private ResponseEntity<ProblemDetail> createResponse(ProblemCode code, String detail, HttpServletRequest request) {
		return createResponse(ProblemException.of(code, detail), request);
	}

}
