using Flink.Cli.Output;

namespace Flink.Cli.Tests.Output;

public sealed class RotatingFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flink-logs-").FullName;

    private string Log => Path.Combine(_folder, "below", "a.log");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Full_file_becomes_an_old_one_and_the_oldest_goes()
    {
        using (var file = new RotatingFile(Log, maxBytes: 10, kept: 2, goesOn: false))
        {
            foreach (var line in (string[])["first line", "second line", "third line", "fourth line", "end"])
            {
                Assert.Null(file.Append(line));
            }
        }

        Assert.Equal(("end\n", "fourth line\n", "third line\n"), (Read(""), Read(".1"), Read(".2")));
        Assert.Equal(3, Directory.GetFiles(Path.GetDirectoryName(Log)!).Length);
    }

    [Fact]
    public void New_process_begins_a_new_file_and_one_that_went_on_appends()
    {
        Write("of the first process", goesOn: false);
        Write("of the second", goesOn: false);
        Write("after it executed itself anew", goesOn: true);

        Assert.Equal(("of the second\nafter it executed itself anew\n", "of the first process\n"), (Read(""), Read(".1")));
    }

    [Fact]
    public void Without_old_files_nothing_is_kept()
    {
        using (var file = new RotatingFile(Log, maxBytes: 5, kept: 0, goesOn: false))
        {
            file.Append("too long");
            file.Append("ok");
        }

        Assert.Equal("ok\n", Read(""));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(Log)!));
    }

    [Fact]
    public void Full_disk_is_told_once_and_stops_nobody()
    {
        using var file = new RotatingFile("/dev/full", maxBytes: long.MaxValue, kept: 1, goesOn: true);

        var first = file.Append("lost");
        var second = file.Append("lost too");

        Assert.StartsWith("nothing is logged to /dev/full until this is cured: ", first);
        Assert.Null(second);
    }

    [Fact]
    public void Lines_that_were_lost_are_counted_when_writing_works_again()
    {
        using var file = new RotatingFile(Log, maxBytes: 1, kept: 1, goesOn: false);
        Assert.Null(file.Append("full"));
        var folder = Path.GetDirectoryName(Log)!;
        Directory.Move(folder, folder + "-away");
        Assert.NotNull(file.Append("lost"));
        Assert.Null(file.Append("lost"));
        Directory.Move(folder + "-away", folder);

        Assert.Null(file.Append("after it"));

        Assert.Equal("2 lines are missing here: they could not be written\nafter it\n", Read(".1"));
    }

    private void Write(string line, bool goesOn)
    {
        using var file = new RotatingFile(Log, maxBytes: 1000, kept: 3, goesOn);
        file.Append(line);
    }

    private string Read(string suffix) => File.ReadAllText(Log + suffix);
}
