using System.Globalization;
using Flink.Core.FileSystems;
using Flink.FileSystems.Hdfs.Tests.Harness;

namespace Flink.FileSystems.Hdfs.Tests.Files;

public class HdfsReadingTests
{
    private static readonly FilePath _path = FilePath.Parse("hdfs:///a/b");
    private static readonly byte[] _content = [.. Enumerable.Range(0, 1000).Select(number => (byte)number)];

    [Fact]
    public void A_connection_that_breaks_is_made_anew_where_it_broke_at_another_data_node()
    {
        var opens = 0;
        using var hadoop = NewHadoop(request => ++opens switch
        {
            1 => From(request) with { SendsOnly = 300 },
            2 => ScriptedReply.Nothing,
            _ => From(request),
        });
        Assert.Equal(_content, Read(hadoop));
        Assert.Equal(["0", "300", "300"], hadoop.Requests.Where(request => request.IsForDataNode).Select(request => request.Parameter("offset")));
        Assert.Equal(
            [null, "127.0.0.1"],
            hadoop.Requests.Where(request => request is { Operation: "OPEN", IsForDataNode: false }).Select(request => request.Parameter("excludedatanodes")));
    }

    [Fact]
    public void A_file_that_no_connection_lasts_for_is_an_error_with_the_place()
    {
        using var hadoop = NewHadoop(request => request.Parameter("offset") == "0" ? From(request) with { SendsOnly = 300 } : From(request) with { SendsOnly = 0 });
        var error = Assert.Throws<FileSystemException>(() => Read(hadoop));
        Assert.Contains("Cannot read 'hdfs:///a/b'", error.Message, StringComparison.Ordinal);
        Assert.Contains("at byte 300", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Short_gaps_are_read_over_and_other_places_are_asked_for()
    {
        using var hadoop = NewHadoop(From);
        using var stream = hadoop.NewFileSystem().OpenRead(_path);
        foreach (var place in (int[])[10, 500, 501, 20, 999])
        {
            stream.Position = place;
            Assert.Equal(_content[place], stream.ReadByte());
        }

        Assert.Equal(-1, stream.ReadByte());
        stream.Position = 5_000;
        Assert.Equal(-1, stream.ReadByte());
        Assert.Equal(["10", "20"], hadoop.Requests.Where(request => request.IsForDataNode).Select(request => request.Parameter("offset")));
    }

    [Fact]
    public void A_file_that_is_only_opened_costs_no_data_node()
    {
        using var hadoop = NewHadoop(From);
        using var stream = hadoop.NewFileSystem().OpenRead(_path);
        Assert.Equal(1000, stream.Length);
        Assert.Single(hadoop.Requests);
    }

    [Fact]
    public void A_folder_is_listed_page_by_page()
    {
        using var hadoop = new ScriptedHadoop(1, request => ScriptedReply.Json(request.Parameter("startAfter") switch
        {
            null => Page(3, "b", "c&d"),
            "c&d" => Page(1, "e"),
            _ => Page(0, "a"),
        }));
        Assert.Equal(["a", "b", "c&d", "e"], hadoop.NewFileSystem().List(_path).Select(entry => entry.Path.Name));
        Assert.Equal(3, hadoop.Requests.Count);
    }

    [Fact]
    public void A_listed_file_is_no_folder()
    {
        using var hadoop = new ScriptedHadoop(1, request => ScriptedReply.Json(Page(0, "")));
        Assert.Equal(FileSystemError.NotAFolder, Assert.Throws<FileSystemException>(() => hadoop.NewFileSystem().List(_path)).Error);
    }

    private static ScriptedHadoop NewHadoop(Func<ScriptedRequest, ScriptedReply> dataNode)
    {
        ScriptedHadoop? hadoop = null;
        hadoop = new ScriptedHadoop(2, request => request switch
        {
            { Operation: "GETFILESTATUS" } => ScriptedReply.File(_content.Length),
            { IsForDataNode: true } => dataNode(request),
            _ => hadoop!.SendOn(request, 1),
        });
        return hadoop;
    }

    private static ScriptedReply From(ScriptedRequest request) =>
        new(200, _content[int.Parse(request.Parameter("offset")!, CultureInfo.InvariantCulture)..]);

    private static byte[] Read(ScriptedHadoop hadoop)
    {
        using var stream = hadoop.NewFileSystem().OpenRead(_path);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static string Page(int remaining, params string[] names)
    {
        var files = string.Join(',', names.Select(name => $$"""{"length":1,"modificationTime":5,"pathSuffix":"{{name}}","permission":"644","type":"FILE"}"""));
        return $$$"""{"DirectoryListing":{"partialListing":{"FileStatuses":{"FileStatus":[{{{files}}}]}},"remainingEntries":{{{remaining}}}}}""";
    }
}
