using Flink.Cli.Processes;
using Flink.Core.Configuration;

namespace Flink.Cli.Tests.Processes;

public sealed class ExchangeSettingsTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("true", true)]
    public void Records_are_compressed_where_the_configuration_says_so(string? value, bool compresses)
    {
        var configuration = value is null ? FlinkConfiguration.Empty : FlinkConfiguration.Empty.With(NetworkOptions.PipelinedCompression.Key, value);

        Assert.Equal(compresses, TaskManagerRole.ExchangeFrom(configuration, null).Compresses);
    }
}
