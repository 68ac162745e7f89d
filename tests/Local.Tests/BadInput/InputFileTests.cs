using System.Text;
using Flink.Core;
using Flink.Local.Tests.Harness;
using Flink.Runtime.TaskManager;
using Flink.Streaming;
using Flink.Streaming.Sinks;
using Flink.Streaming.Sources;

namespace Flink.Local.Tests.BadInput;

public class InputFileTests
{
    [Fact]
    public async Task Missing_file_fails_the_job_with_its_path_and_leaves_no_output()
    {
        using var folder = new TempFolder();
        var environment = Programs.NewEnvironment();
        environment.ReadTextFile(folder.File("books.txt")).WriteAsText(folder.File("out.txt"));

        var failure = await environment.FailAsync();

        Assert.Equal(
            $"The input '{folder.File("books.txt")}' does not exist on {Environment.MachineName}. Give an existing file or folder; "
            + "with several machines, one that all of them see under this path.",
            Innermost(failure).Message);
        Assert.Empty(folder.Names());
    }

    [Fact]
    public async Task Text_that_is_not_utf8_fails_the_job_with_file_and_byte_offset()
    {
        using var folder = new TempFolder();
        var path = folder.Write("latin1.txt", Encoding.Latin1.GetBytes("first line\ncaf\u00e9 au lait\nlast line\n"));
        var environment = Programs.NewEnvironment();
        environment.ReadTextFile(path).WriteAsText(folder.File("out.txt"));

        var failure = await environment.FailAsync();

        Assert.Equal(
            $"The file '{path}' is not UTF-8: the byte 0xE9 at byte offset 14, in the line that starts at byte offset 11, begins no valid character. "
            + "Convert the input (for example with iconv -t UTF-8), or set the source's option InvalidUtf8 to Replace to read U+FFFD in such places.",
            Innermost(failure).Message);
        Assert.Equal(["latin1.txt"], folder.Names());
    }

    [Fact]
    public async Task Line_above_the_limit_fails_the_job_with_file_offset_and_option()
    {
        using var folder = new TempFolder();
        var path = folder.Write("long.txt", $"short\n{new string('x', 5000)}\nshort\n");
        var environment = Programs.NewEnvironment();
        environment.FromSource(new TextFileSource(path, new TextFileOptions { MaxLineBytes = 1000 }), "Text File").WriteAsText(folder.File("out.txt"));

        var failure = await environment.FailAsync();

        Assert.Equal(
            $"The file '{path}' has a line, starting at byte offset 6, that is longer than the limit of 1000 bytes. "
            + "If it is meant to be one line, raise the source's option MaxLineBytes (at most 1073741824); "
            + "if not, check that the input is text and that its lines end with a line feed.",
            Innermost(failure).Message);
        Assert.Equal(["long.txt"], folder.Names());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Every_line_of_good_input_arrives_whatever_the_number_of_readers(int readers)
    {
        using var folder = new TempFolder();
        var path = folder.Write("numbers.txt", string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{i}\n")));
        var environment = Programs.NewEnvironment(readers);
        var lines = environment.FromSource(new TextFileSource(path, new TextFileOptions { SplitBytes = 4096 }), "Text File");

        var numbers = await lines.Map(line => int.Parse(line.ToString(), null)).CollectAsync();

        Assert.Equal(Enumerable.Range(0, 50_000), numbers.Order());
    }

    private static Exception Innermost(Exception failure)
    {
        for (var inner = failure; ; inner = inner.InnerException!)
        {
            Assert.IsAssignableFrom<FlinkException>(inner);
            if (inner is not Core.Execution.JobExecutionException and not TaskFailedException)
            {
                return inner;
            }
        }
    }
}
