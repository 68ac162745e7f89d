namespace Flink.Cli.Tests.Examples;

public sealed class SessionWindowingTests : IDisposable
{
    private static readonly string _program = FlinkProcess.PathOf("SessionWindowing", "SessionWindowing.dll");

    private readonly string _folder = Directory.CreateTempSubdirectory("flink-sessions-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    public async Task Sessions_are_printed_in_the_order_of_their_ends(string parallelism)
    {
        var result = await FlinkProcess.RunAsync("run", "-p", parallelism, _program);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["(a,1,1)", "(b,1,3)", "(c,6,1)", "(a,10,1)", "(c,11,1)"], result.OutputLines.Where(line => line.StartsWith('(')));
    }

    [Fact]
    public async Task Output_file_has_the_same_as_rows()
    {
        var output = Path.Combine(_folder, "sessions.csv");

        var result = await FlinkProcess.RunAsync("run", _program, "--output", output);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["a,1,1", "b,1,3", "c,6,1", "a,10,1", "c,11,1"], File.ReadAllLines(output));
    }

    [Fact]
    public async Task Program_runs_without_the_launcher()
    {
        var result = await FlinkProcess.RunAloneAsync(_program);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["(a,1,1)", "(b,1,3)", "(c,6,1)", "(a,10,1)", "(c,11,1)"], result.OutputLines);
    }
}
