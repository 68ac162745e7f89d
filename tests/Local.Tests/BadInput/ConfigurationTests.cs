using Flink.Core.Configuration;
using Flink.Local.Tests.Harness;
using Flink.Runtime.Configuration;
using Flink.Streaming;
using Flink.Streaming.Sinks;

namespace Flink.Local.Tests.BadInput;

public class ConfigurationTests
{
    [Fact]
    public void Invalid_value_of_a_program_is_refused_with_key_value_and_expected_form()
    {
        var environment = Programs.NewEnvironment(1, ("task.cancellation.timeout", "soon"));
        environment.FromElements(1).Discard();

        var error = Assert.Throws<ConfigurationException>(() => environment.SubmitAsync().GetAwaiter().GetResult());

        Assert.Contains("task.cancellation.timeout: 'soon' is not valid; expected a duration", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Invalid_value_of_the_file_is_refused_with_file_line_key_value_and_expected_form()
    {
        using var folder = new TempFolder();
        folder.Write("config.yaml", "parallelism.default: 2\ntaskmanager.memory.network.max: lots\n");

        var error = Assert.Throws<ConfigurationException>(() => Load(folder));

        Assert.StartsWith(
            $"{folder.File("config.yaml")}:2: taskmanager.memory.network.max: 'lots' is not valid; expected ",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Duplicate_key_of_the_file_is_refused_with_both_lines()
    {
        using var folder = new TempFolder();
        folder.Write("config.yaml", "parallelism.default: 2\nrest.port: 8081\nparallelism.default: 3\n");

        var error = Assert.Throws<ConfigurationException>(() => Load(folder));

        Assert.StartsWith($"{folder.File("config.yaml")}:3: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("parallelism.default", error.Message, StringComparison.Ordinal);
        Assert.Contains("line 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Network_memory_that_is_too_small_fails_the_job_with_the_options_that_raise_it()
    {
        var environment = Programs.NewEnvironment(4, ("taskmanager.memory.network.max", "1 kb"));
        environment.FromSequence(1, 10).Rebalance().Map(x => x).Rebalance().Discard();

        var failure = await environment.FailAsync();

        Assert.Matches(
            @"Insufficient network memory for job 'test job': its 32 channels need at least \d+ bytes, 1024 of 1024 are free\. "
            + @"Raise taskmanager\.memory\.network\.max and taskmanager\.memory\.network\.min, or lower the parallelism\.$",
            failure.Message);
    }

    private static LoadedConfiguration Load(TempFolder folder) =>
        new ConfigurationLoader(KnownOptions.BuiltIn, _ => null).Load(folder.Path, []);
}
