//! The query parameters that select events and jobs by their source.

use monitor_core::EventSource;

use crate::api::operation::Operation;
use crate::api::params::Params;
use crate::api::problem::ApiError;
use crate::api::query_param::TextParam;

const SOURCE_HOST: TextParam =
    TextParam::new("source_host", "Only entries whose source has this host.");
const SOURCE_PROGRAM: TextParam =
    TextParam::new("source_program", "Only entries whose source has this program.");
const SOURCE_INSTANCE: TextParam =
    TextParam::new("source_instance", "Only entries whose source has this instance.");

/// Selects by source: each part that is set must be equal. A filter without parts admits
/// everything, with and without a source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SourceFilter(EventSource);

impl SourceFilter {
    /// Declares the parameters of the filter.
    pub(crate) fn declare_param(operation: Operation) -> Operation {
        operation.param(&SOURCE_HOST).param(&SOURCE_PROGRAM).param(&SOURCE_INSTANCE)
    }

    pub(crate) fn read(params: &Params) -> Result<Self, ApiError> {
        let mut source = EventSource::new();
        if let Some(host) = params.get(&SOURCE_HOST)? {
            source = source.with_host(host);
        }
        if let Some(program) = params.get(&SOURCE_PROGRAM)? {
            source = source.with_program(program);
        }
        if let Some(instance) = params.get(&SOURCE_INSTANCE)? {
            source = source.with_instance(instance);
        }
        Ok(Self(source))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn is_match(&self, source: Option<&EventSource>) -> bool {
        let is_equal = |part: fn(&EventSource) -> Option<&str>| {
            part(&self.0).is_none_or(|wanted| source.and_then(part) == Some(wanted))
        };
        [EventSource::host, EventSource::program, EventSource::instance].into_iter().all(is_equal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_that_is_set_must_be_equal() {
        let filter = |query| SourceFilter::read(&Params::new(query)).unwrap();
        let source = EventSource::new().with_host("node-7").with_program("aligner");
        assert!(filter("").is_match(None) && filter("").is_match(Some(&source)));
        assert!(filter("source_host=node-7").is_match(Some(&source)));
        assert!(filter("source_host=node-7&source_program=aligner").is_match(Some(&source)));
        for other in
            ["source_host=node-8", "source_instance=1", "source_host=node-7&source_program=x"]
        {
            assert!(!filter(other).is_match(Some(&source)), "{other}");
        }
        assert!(!filter("source_host=node-7").is_match(None));
    }
}
