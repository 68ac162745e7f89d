namespace Flink.Cli.Tests.Examples;

public sealed class SessionWindowingTests : IDisposable
{
    private static readonly string _program = FlinkProcess.PathOf("SessionWindowing", "SessionWindowing.dll");

    private readonly string _folder = Directory.CreateTempSubdirectory("flink-sessions-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    public async Task Sessions_are_printed_once_they_cannot_grow(string parallelism)
    {
        var result = await FlinkProcess.RunAsync("run", "-p", parallelism, _program);

        Assert.Equal(0, result.ExitCode);
        AssertSessions(["(a,1,1)", "(b,1,3)", "(c,6,1)", "(a,10,1)", "(c,11,1)"], result.OutputLines.Where(line => line.StartsWith('(')));
    }

    [Fact]
    public async Task Output_file_has_the_same_as_rows()
    {
        var output = Path.Combine(_folder, "sessions.csv");

        var result = await FlinkProcess.RunAsync("run", _program, "--output", output);

        Assert.Equal(0, result.ExitCode);
        AssertSessions(["a,1,1", "b,1,3", "c,6,1", "a,10,1", "c,11,1"], File.ReadAllLines(output));
    }

    [Fact]
    public async Task Program_runs_without_the_launcher()
    {
        var result = await FlinkProcess.RunAloneAsync(_program);

        Assert.Equal(0, result.ExitCode);
        AssertSessions(["(a,1,1)", "(b,1,3)", "(c,6,1)", "(a,10,1)", "(c,11,1)"], result.OutputLines);
    }

    // The first ends when b clicks at 5, two when a clicks at 10, the last two with the input. Between watermarks the order of keys is any.
    private static void AssertSessions(string[] expected, IEnumerable<string> printed)
    {
        var lines = printed.ToArray();
        Assert.Equal(expected[..1], lines[..1]);
        Assert.Equal(expected[1..3].Order(), lines[1..3].Order());
        Assert.Equal(expected[3..].Order(), lines[3..].Order());
    }
}
