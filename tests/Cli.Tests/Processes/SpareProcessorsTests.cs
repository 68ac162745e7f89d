using Flink.Cli.Processes;

namespace Flink.Cli.Tests.Processes;

public sealed class SpareProcessorsTests : IDisposable
{
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("flink-stat-").FullName, "stat");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    // Of 200 jiffies, two processors for a second: 50 are half of one.
    [Theory]
    [InlineData(150, 50, 0, true)]
    [InlineData(151, 49, 0, false)]
    [InlineData(150, 20, 30, true)]
    [InlineData(200, 0, 0, false)]
    public void Half_a_processor_that_had_nothing_to_do_since_the_last_look_is_time_enough(int busy, int idle, int waitsForDisk, bool isEnough)
    {
        Write(busy: 1_000, idle: 9_000, waitsForDisk: 50);
        var processors = new SpareProcessors(_file, processors: 2);
        processors.Look();

        Write(1_000 + busy, 9_000 + idle, 50 + waitsForDisk);

        Assert.Equal(isEnough, processors.Look());
    }

    [Fact]
    public void Each_look_is_about_the_time_since_the_one_before()
    {
        var processors = new SpareProcessors(_file, processors: 1);
        Write(busy: 100, idle: 0, waitsForDisk: 0);
        Assert.False(processors.Look());

        Write(busy: 100, idle: 100, waitsForDisk: 0);

        Assert.True(processors.Look());
    }

    [Theory]
    [InlineData("")]
    [InlineData("cpu 1 2 3")]
    [InlineData("cpu 1 2 3 4 5 6 7 many")]
    public void A_machine_that_does_not_say_how_busy_it_is_has_time(string said)
    {
        File.WriteAllText(_file, said);
        Assert.True(new SpareProcessors(_file, 2).Look());

        File.Delete(_file);
        Assert.True(new SpareProcessors(_file, 2).Look());
    }

    private void Write(int busy, int idle, int waitsForDisk) =>
        File.WriteAllText(_file, $"cpu  {busy} 0 0 {idle} {waitsForDisk} 0 0 0 0 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n");
}
