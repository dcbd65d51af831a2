"""What a cohort looks like: patients, lesions, follow-up, treatment, outcomes, responses, complications."""
