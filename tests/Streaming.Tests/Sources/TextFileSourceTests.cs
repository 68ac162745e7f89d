using System.IO.Compression;
using System.Text;
using CsCheck;
using Flink.Core;
using Flink.Core.Sources;
using Flink.Core.Types;
using Flink.Streaming.Sources;
using Flink.Streaming.Tests.Harness;

namespace Flink.Streaming.Tests.Sources;

[Collection(AloneCollection.Name)]
public sealed class TextFileSourceTests
{
    // Few letters, many ends: ends of all kinds meet the borders of splits and chunks.
    private static readonly string[] _pieces = ["a", "b", "é", "€", "😀", "\n", "\n", "\r\n", "\r", "", "0123456789"];

    private static readonly Gen<string> _text =
        Gen.Int[0, _pieces.Length - 1].Array[0, 60].Select(indices => string.Concat(indices.Select(index => _pieces[index])));

    [Fact]
    public void Every_line_is_read_once_and_in_order_whatever_the_splits()
    {
        using var folder = new TempFolder();
        Gen.Select(_text, Gen.Long[1, 40], Gen.Int[1, 4], Gen.Int[1, 9], Gen.Bool).Sample((text, splitBytes, readers, batch, mark) =>
        {
            var path = WriteText(folder, text, mark);
            using var driver = new SourceDriver<Utf8String, FileSplit>(
                new TextFileSource(path, new TextFileOptions { SplitBytes = splitBytes }), readers, batch);

            var lines = driver.RunToEnd();

            Assert.Equal(Sorted(Expected(text)), Sorted(lines.SelectMany(list => list.Select(line => line.ToString()))));
            if (readers == 1)
            {
                Assert.Equal(Expected(text), lines[0].Select(line => line.ToString()));
            }
        }, iter: 2000, threads: 1);
    }

    [Fact]
    public void Restored_anywhere_and_rescaled_it_loses_and_repeats_nothing()
    {
        using var folder = new TempFolder();
        Gen.Select(_text, Gen.Long[1, 40], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[0, 30], Gen.Bool)
            .Sample((text, splitBytes, before, after, polls, compressed) =>
        {
            var path = compressed ? WriteGzip(folder, text) : WriteText(folder, text, mark: false);
            var source = new StringFileSource(path, new TextFileOptions { SplitBytes = splitBytes });
            using var first = new SourceDriver<string, FileSplit>(source, before, batchSize: 2);
            for (var i = 0; i < polls; i++)
            {
                first.Readers[i % before].PollIfWoken();
            }

            using var second = new SourceDriver<string, FileSplit>(source, after, batchSize: 3, restored: first.Snapshot());
            var read = first.Readers.SelectMany(reader => reader.Records).Concat(second.RunToEnd().SelectMany(list => list));

            Assert.Equal(Sorted(Expected(text)), Sorted(read));
        }, iter: 2000, threads: 1);
    }

    [Fact]
    public void Lines_that_span_chunks_are_whole()
    {
        using var folder = new TempFolder();
        var lines = Enumerable.Range(0, 40).Select(i => new string((char)('a' + (i % 26)), i * i * 97)).ToArray();
        var path = WriteText(folder, string.Join("\r\n", lines), mark: false);
        using var utf8 = new SourceDriver<Utf8String, FileSplit>(new TextFileSource(path, new TextFileOptions { SplitBytes = 100_000 }));
        using var strings = new SourceDriver<string, FileSplit>(new StringFileSource(path, new TextFileOptions { SplitBytes = 100_000 }));

        var read = utf8.RunToEnd()[0];
        Assert.Equal(lines, read.Select(line => line.ToString()));
        Assert.Equal(lines, strings.RunToEnd()[0]);
    }

    [Fact]
    public void Folder_is_read_without_hidden_files()
    {
        using var folder = new TempFolder();
        folder.Write("b.txt", "2\n"u8);
        folder.Write("a.txt", "1\n"u8);
        folder.Write("empty.txt", ""u8);
        folder.Write("inner/c.txt", "3\n"u8);
        folder.Write(".hidden", "no\n"u8);
        folder.Write("_logs/d.txt", "no\n"u8);

        Assert.Equal(["1", "2", "3"], Read(folder.Path));
        Assert.Equal(["1", "2"], Read(folder.Path, new TextFileOptions { Recursive = false }));
        Assert.Equal(["no"], Read(folder.At(".hidden")));
    }

    [Fact]
    public void Gzip_is_recognized_by_its_first_bytes_and_read_by_one_reader()
    {
        using var folder = new TempFolder();
        var text = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"line {i}\n"));
        var path = WriteGzip(folder, text);
        File.Move(path, folder.At("noending"));
        using var driver = new SourceDriver<Utf8String, FileSplit>(
            new TextFileSource(folder.At("noending"), new TextFileOptions { SplitBytes = 1000 }), 3, 100);

        var read = driver.RunToEnd();

        Assert.Single(driver.Assigned);
        Assert.Equal(50_000, read.Sum(list => list.Count));
        Assert.Equal("line 49999", read.Single(list => list.Count > 0)[^1].ToString());
    }

    [Fact]
    public void Damaged_gzip_file_is_an_error()
    {
        using var folder = new TempFolder();
        var path = WriteGzip(folder, string.Concat(Enumerable.Range(0, 10_000).Select(i => $"line {i}\n")));
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);

        var cut = Assert.Throws<FlinkException>(() => Read(path));
        Assert.Contains($"The file '{path}' is not a complete gzip file", cut.Message, StringComparison.Ordinal);

        File.WriteAllText(path, "plain text");
        Assert.Contains("rename it", Assert.Throws<FlinkException>(() => Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_file_is_named()
    {
        var failure = Assert.Throws<FlinkException>(() => Read("/nowhere/at/all.txt"));

        Assert.StartsWith("The input '/nowhere/at/all.txt' does not exist", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_named_with_their_offset()
    {
        using var folder = new TempFolder();
        var path = folder.Write("latin1.txt", [.. "good\nsch"u8, 0xF6, .. "n\nend"u8]);

        var failure = Assert.Throws<FlinkException>(() => Read(path));

        Assert.Equal(
            $"The file '{path}' is not UTF-8: the byte 0xF6 at byte offset 8, in the line that starts at byte offset 5, begins no valid "
            + "character. Convert the input (for example with iconv -t UTF-8), or set the source's option InvalidUtf8 to Replace "
            + "to read U+FFFD in such places.",
            failure.Message);
        Assert.Equal(["good", "sch\uFFFDn", "end"], Read(path, new TextFileOptions { InvalidUtf8 = InvalidUtf8.Replace }));
    }

    [Fact]
    public void Character_cut_off_by_the_end_of_the_file_is_an_error()
    {
        using var folder = new TempFolder();
        var path = folder.Write("cut.txt", [.. "ok\nx"u8, 0xE2, 0x82]);

        Assert.Contains("byte 0xE2 at byte offset 4", Assert.Throws<FlinkException>(() => Read(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(200_000)]
    public void Line_above_the_limit_is_named_with_its_offset(int limit)
    {
        using var folder = new TempFolder();
        var path = WriteText(folder, "ab\n" + new string('x', limit) + "\r\n" + new string('y', limit + 1) + "\nz\n", mark: false);

        var failure = Assert.Throws<FlinkException>(() => Read(path, new TextFileOptions { MaxLineBytes = limit }));

        Assert.StartsWith(
            $"The file '{path}' has a line, starting at byte offset {limit + 5}, that is longer than the limit of {limit} bytes. "
            + "If it is meant to be one line, raise the source's option MaxLineBytes",
            failure.Message,
            StringComparison.Ordinal);
        Assert.Equal(4, Read(path, new TextFileOptions { MaxLineBytes = limit + 1 }).Count);
    }

    [Fact]
    public void Split_inside_a_long_line_yields_nothing()
    {
        using var folder = new TempFolder();
        var path = WriteText(folder, "a\n" + new string('x', 300_000) + "\nb\n", mark: false);

        Assert.Equal(["a", new string('x', 300_000), "b"], Read(path, new TextFileOptions { SplitBytes = 1000 }));
    }

    [Fact]
    public void File_that_shrinks_or_changes_after_the_listing_is_an_error()
    {
        using var folder = new TempFolder();
        var path = WriteText(folder, "one\ntwo\n", mark: false);
        using var shrunk = new SourceDriver<Utf8String, FileSplit>(new TextFileSource(path));
        File.WriteAllText(path, "one\n");
        Assert.Contains("had 8 bytes when the job started and has 4 now", Assert.Throws<FlinkException>(shrunk.RunToEnd).Message, StringComparison.Ordinal);

        using var changed = new SourceDriver<Utf8String, FileSplit>(new TextFileSource(path));
        File.WriteAllText(path, "ONE\n");
        File.SetLastWriteTimeUtc(path, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Contains("was changed after the job had started", Assert.Throws<FlinkException>(changed.RunToEnd).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_appended_after_the_listing_is_not_read()
    {
        using var folder = new TempFolder();
        var path = WriteText(folder, "one\ntwo\n", mark: false);
        using var driver = new SourceDriver<Utf8String, FileSplit>(new TextFileSource(path));
        File.AppendAllText(path, "three\n");

        Assert.Equal(2, driver.RunToEnd()[0].Count);
    }

    [Fact]
    public void Readers_without_a_split_end()
    {
        using var folder = new TempFolder();
        using var driver = new SourceDriver<Utf8String, FileSplit>(new TextFileSource(WriteText(folder, "one\n", mark: false)), 4);

        Assert.Equal(1, driver.RunToEnd().Sum(list => list.Count));
    }

    [Fact]
    public void Every_reader_gets_work_from_a_file_of_some_megabytes()
    {
        using var folder = new TempFolder();
        var path = WriteText(folder, string.Concat(Enumerable.Repeat(new string('x', 99) + "\n", 80_000)), mark: false);
        using var driver = new SourceDriver<Utf8String, FileSplit>(new TextFileSource(path), 2, 1024);

        var lines = driver.RunToEnd();

        Assert.Equal(80_000, lines.Sum(list => list.Count));
        Assert.All(lines, list => Assert.NotEmpty(list));
        Assert.InRange(driver.Assigned.Count, 7, 8);
    }

    private static List<string> Read(string path, TextFileOptions? options = null)
    {
        using var driver = new SourceDriver<Utf8String, FileSplit>(new TextFileSource(path, options));
        return [.. driver.RunToEnd()[0].Select(line => line.ToString())];
    }

    private static string WriteText(TempFolder folder, string text, bool mark) =>
        folder.Write("text.txt", [.. mark ? [0xEF, 0xBB, 0xBF] : Array.Empty<byte>(), .. Encoding.UTF8.GetBytes(text)]);

    private static string WriteGzip(TempFolder folder, string text)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return folder.Write("text.gz", memory.ToArray());
    }

    private static string[] Expected(string text)
    {
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length - 1; i++)
        {
            lines[i] = lines[i].EndsWith('\r') ? lines[i][..^1] : lines[i];
        }

        return lines[^1].Length == 0 ? lines[..^1] : lines;
    }

    private static string[] Sorted(IEnumerable<string> lines) => [.. lines.Order(StringComparer.Ordinal)];
}
