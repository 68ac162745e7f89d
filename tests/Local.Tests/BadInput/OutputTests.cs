using Flink.Cluster.SlowTests.Harness;
using Flink.Local.Tests.Harness;
using Flink.Streaming;
using Flink.Streaming.Sinks;

namespace Flink.Local.Tests.BadInput;

public class OutputTests
{
    [Fact]
    public async Task Output_below_a_file_fails_the_job_with_the_path_and_what_is_in_the_way()
    {
        using var folder = new TempFolder();
        var file = folder.Write("file", "");
        var output = Path.Combine(file, "out.txt");

        var failure = await WriteAsync(output);

        Assert.EndsWith($"Cannot create '{output}': '{file}' is a file, not a folder.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("task Source: Sequence Source -> Sink", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_that_nobody_may_write_fails_the_job_with_the_path()
    {
        const string output = "/proc/flink-output.txt";
        Assert.SkipUnless(Directory.Exists("/proc/self"), "there is no folder here that even the superuser cannot write to");

        var failure = await WriteAsync(output);

        Assert.Contains($"Cannot create '{output}'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_that_exists_fails_the_job_and_stays_as_it_is()
    {
        using var folder = new TempFolder();
        var output = folder.Write("out.txt", "precious\n");

        var failure = await WriteAsync(output);

        Assert.EndsWith(
            $"The output file '{output}' exists. Delete it, choose another path, or allow it to be replaced (FileSinkOptions.Overwrite).",
            failure.Message,
            StringComparison.Ordinal);
        Assert.Equal("precious\n", await File.ReadAllTextAsync(output));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Full_disk_fails_the_job_and_shows_no_partial_output(int parallelism)
    {
        using var disk = SmallDisk.Mount(1);
        var output = Path.Combine(disk.Path, "out");
        var environment = Programs.NewEnvironment(parallelism);
        environment.FromSequence(1, 20_000_000).WriteAsText(output);

        var failure = await environment.FailAsync();

        Assert.Matches(
            "Cannot write '.*/out.*': the disk or the quota is full\\. Free space, or choose another folder\\.$",
            failure.Message);
        Assert.False(File.Exists(output));
        Assert.Empty(Directory.Exists(output) ? Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories) : []);
    }

    private static Task<Core.Execution.JobExecutionException> WriteAsync(string output)
    {
        var environment = Programs.NewEnvironment();
        environment.FromSequence(1, 10).WriteAsText(output);
        return environment.FailAsync();
    }
}
