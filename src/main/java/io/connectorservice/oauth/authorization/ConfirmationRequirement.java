package io.connectorservice.oauth.authorization;

import io.connectorservice.problem.ProblemCode;
import io.connectorservice.problem.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Decides whether an authorization has to be confirmed by the subject that began it.
 */
@Component
final class ConfirmationRequirement {

	private static final Logger log = LoggerFactory.getLogger(ConfirmationRequirement.class);

	private final boolean required;

	ConfirmationRequirement(AuthorizationSettings settings) {
		this.required = settings.confirmation();
		if (!this.required) {
			log.warn("OAUTH_CONFIRMATION is off: an authorization connects the account of whoever opens its address"
					+ " and consents, also if another person began it");
		}
	}

	/**
	 * Refuses a subject that could not confirm what it begins.
	 * @throws ProblemException FORBIDDEN
	 */
	void requireAbleToConfirm(FlowSubject subject) {
		if (this.required && subject.digest() == null) {
			throw ProblemException.of(ProblemCode.FORBIDDEN,
					"The token has no sub, so nobody could confirm the authorization: send the token of a person, or of service_role.");
		}
	}

	/** A flow that a version without confirmations began needs none. */
	boolean appliesTo(PendingAuthorization begun) {
		return this.required && begun.subjectDigest() != null;
	}

}
