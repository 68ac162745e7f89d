using Flink.Core;
using Flink.Core.Sources;
using Flink.Core.Types;
using Flink.Streaming.Sources;
using Flink.Streaming.Tests.Harness;

namespace Flink.Streaming.Tests.Sources;

/// <summary>Memory of the whole process: no other test may run beside these.</summary>
[Collection(AloneCollection.Name)]
public sealed class HugeLineTests
{
    [Fact]
    public void Line_of_a_gigabyte_is_refused_in_bounded_memory()
    {
        using var folder = new TempFolder();
        var path = folder.At("huge.txt");
        using (var file = File.Create(path))
        {
            file.Write("first\n"u8);
            file.SetLength(1L << 30);
        }

        var before = GC.GetTotalAllocatedBytes(precise: true);
        var failure = Assert.Throws<FlinkException>(() => Read(path));

        Assert.Contains("starting at byte offset 6, that is longer than the limit of 67108864 bytes", failure.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 400L << 20);
    }

    [Fact]
    public void What_a_split_skips_of_a_line_takes_no_memory()
    {
        const int Skipped = 64 << 20;
        var lines = new LineBuffer<Utf8String, Utf8LineFormat>("The file", "\n"u8, new TextFileOptions());
        lines.Begin(100, stop: 1L << 40, skipsFirst: true);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var left = Skipped; left > 0;)
        {
            var room = lines.Room().Span;
            var count = Math.Min(room.Length, left);
            room[..count].Fill((byte)'x');
            lines.Advance(count);
            left -= count;
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        "\nwanted\n"u8.CopyTo(lines.Room().Span);
        lines.Advance("\nwanted\n".Length);
        Assert.True(lines.HasLines);
        Assert.Equal(100 + Skipped + 1, lines.Position);
    }

    private static void Read(string path)
    {
        using var driver = new SourceDriver<Utf8String, FileSplit>(new TextFileSource(path));
        driver.RunToEnd();
    }
}
