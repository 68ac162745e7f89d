using Flink.Local.Tests.Harness;
using Flink.Streaming;
using Flink.Streaming.Sinks;
using Flink.Streaming.Sources;

namespace Flink.Local.SlowTests;

[Collection(AloneCollection.Name)]
public class LongLineTests
{
    private const long Gigabyte = 1L << 30;

    [Fact]
    public async Task Line_of_a_gigabyte_fails_the_job_with_file_offset_and_option_in_little_memory()
    {
        using var folder = new TempFolder();
        var path = LongLine(folder);
        var environment = Programs.NewEnvironment(2);
        environment.ReadTextFile(path).WriteAsText(folder.File("out"));
        var allocatedBefore = GC.GetTotalAllocatedBytes();

        var failure = await environment.FailAsync();

        Assert.EndsWith(
            $"The file '{path}' has a line, starting at byte offset 6, that is longer than the limit of 67108864 bytes. "
            + "If it is meant to be one line, raise the source's option MaxLineBytes (at most 1073741824); "
            + "if not, check that the input is text and that its lines end with a line feed.",
            failure.Message,
            StringComparison.Ordinal);

        // Two readers, each with a buffer that doubles up to the limit: never the line. How far the one gets that skips it is a matter of chance, and costs nothing.
        Assert.InRange(GC.GetTotalAllocatedBytes() - allocatedBefore, 0, Gigabyte / 2);
    }

    [Fact]
    public async Task Line_of_almost_a_gigabyte_is_read_when_the_limit_allows_it()
    {
        const int limit = 1_000_000_000;
        Assert.SkipWhen(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes < 5 * Gigabyte, "needs about 3 GB of memory");
        using var folder = new TempFolder();
        var path = LongLine(folder, length: limit);
        var environment = Programs.NewEnvironment();
        var lines = environment.FromSource(new TextFileSource(path, new TextFileOptions { MaxLineBytes = limit }), "Text File");

        var lengths = await lines.Map(line => line.Length).CollectAsync();

        Assert.Equal([5, limit, 4], lengths);
    }

    // A hole in a file reads as zeros, which are characters like any other, and takes no room on the disk.
    private static string LongLine(TempFolder folder, long length = Gigabyte)
    {
        var path = folder.File("long.txt");
        using var file = File.Create(path);
        file.Write("first\n"u8);
        file.Seek(length, SeekOrigin.Current);
        file.Write("\nlast\n"u8);
        return path;
    }
}
