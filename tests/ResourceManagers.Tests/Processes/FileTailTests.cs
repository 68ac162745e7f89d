using Flink.ResourceManagers.Processes;

namespace Flink.ResourceManagers.Tests.Processes;

public sealed class FileTailTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void The_last_lines_that_say_something_are_told_in_their_order()
    {
        File.WriteAllText(_file, "begins\nfirst\n\n  second  \n\n");

        Assert.Equal("first; second", FileTail.LastLines(_file, 2));
    }

    [Fact]
    public void Of_a_line_without_end_its_end_is_told()
    {
        File.WriteAllText(_file, new string('x', 1_000_000) + "y");

        Assert.Equal(new string('x', 4095) + "y", FileTail.LastLines(_file, 1));
    }

    [Fact]
    public void Of_a_file_that_is_not_there_nothing_is_told() => Assert.Empty(FileTail.LastLines(_file + ".gone", 1));
}
