package io.connectorservice.json.schema;

import java.util.List;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import io.connectorservice.json.CooperativeYield;

/**
 * Limits the number of errors that a validation collects, because a small value can
 * violate a schema in a million ways.
 */
final class BoundedErrors extends ExecutionContext {

	private static final int MAX = 2_000;

	private final CooperativeYield cooperativeYield = new CooperativeYield();

	@Override
	public void evaluationPathAddLast(String keyword) {
		this.cooperativeYield.yieldPeriodically();
		super.evaluationPathAddLast(keyword);
	}

	@Override
	public void addError(Error error) {
		if (getErrors().size() < MAX) {
			super.addError(error);
		}
	}

	// The validator merges the errors of several branches here.
	@Override
	public void setErrors(List<Error> errors) {
		if (errors.size() > MAX) {
			errors.subList(MAX, errors.size()).clear();
		}
		super.setErrors(errors);
	}

}
