using Flink.Core;
using Flink.Core.Configuration;
using Flink.Yarn.Clusters;

namespace Flink.Yarn.Tests.Clusters;

public sealed class OptionChecksTests
{
    [Theory]
    [InlineData("yarn.tags", "a", "services", "'yarn.tags' is refused: it has an effect with 'yarn.driver: native' only.")]
    [InlineData("yarn.application.type", "a", "services", "'yarn.driver: native' only")]
    [InlineData("yarn.application.node-label", "a", "services", "'yarn.driver: native' only")]
    [InlineData("yarn.taskmanager.node-label", "a", "services", "'yarn.driver: native' only")]
    [InlineData("yarn.service.am-resource.memory", "1g", "native", "'yarn.driver: services' only")]
    [InlineData("yarn.application.tags", "a", "native", "'yarn.tags'")]
    [InlineData("yarn.no-such-thing", "a", "native", "there is no such option")]
    public void An_option_without_an_effect_is_refused(string key, string value, string driver, string expected) => Assert.Contains(
        expected, Assert.Throws<FlinkException>(() => OptionChecks.RefuseUnknown(FlinkConfiguration.Empty.With("yarn.driver", driver).With(key, value))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("yarn.tags", "a,b")]
    [InlineData("yarn.application.type", "Books")]
    [InlineData("yarn.application.node-label", "fast")]
    public void One_that_has_an_effect_is_taken(string key, string value) => OptionChecks.RefuseUnknown(FlinkConfiguration.Empty.With(key, value));
}
