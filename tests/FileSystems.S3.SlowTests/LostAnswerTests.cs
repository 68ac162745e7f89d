using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.FileSystems.S3.SlowTests.Harness;

namespace Flink.FileSystems.S3.SlowTests;

/// <summary>Requests that were carried out although nobody was told, and those that were not.</summary>
public sealed class LostAnswerTests : S3Test, IAsyncDisposable
{
    private readonly HostileWay _way = new();

    public async ValueTask DisposeAsync()
    {
        await _way.DisposeAsync();
        Dispose();
    }

    [Theory]
    [InlineData(10)]
    [InlineData(12 << 20)]
    public void New_file_whose_creation_was_not_confirmed_is_known_as_ones_own(int length)
    {
        var files = S3Service.Open(_way.Configuration);
        var path = Folder.Child("claim");
        var ends = length > 1000 ? "POST" : "PUT";
        _way.LoseAnswer(request => request.StartsWith(ends, StringComparison.Ordinal) && !request.Contains("uploads", StringComparison.Ordinal));

        WriteWith(files, path, new byte[length], CreateMode.New);

        Assert.StartsWith("HTTP/1.1 200", _way.LostAnswer, StringComparison.Ordinal);
        Assert.Equal(length, Files.GetStatus(path).Length);
        AssertError(FileSystemError.AlreadyExists, () => WriteWith(files, path, [], CreateMode.New));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(12 << 20)]
    public void Renaming_that_was_not_confirmed_is_done_once(int length)
    {
        var files = S3Service.Open(_way.Configuration);
        var (from, to) = (Folder.Child(".pending"), Folder.Child("part"));
        WriteWith(Files, from, new byte[length]);
        var ends = length > 1000 ? "POST" : "PUT";
        _way.LoseAnswer(request => request.StartsWith(ends, StringComparison.Ordinal) && !request.Contains("uploads", StringComparison.Ordinal));

        files.Rename(from, to, CreateMode.New);

        Assert.StartsWith("HTTP/1.1 200", _way.LostAnswer, StringComparison.Ordinal);
        Assert.Equal(["part"], Files.List(Folder).Select(static entry => entry.Path.Name));
        Assert.Equal(length, Files.GetStatus(to).Length);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(12 << 20)]
    public void Renaming_that_broke_off_after_the_copy_is_gone_on_with(int length)
    {
        var files = S3Service.Open(_way.Configuration.With("s3.attempts.maximum", "1"));
        var (from, to) = (Folder.Child(".pending"), Folder.Child("part"));
        WriteWith(Files, from, new byte[length]);
        _way.LoseRequests(static request => request.StartsWith("DELETE", StringComparison.Ordinal));
        AssertError(FileSystemError.Other, () => files.Rename(from, to, CreateMode.New));
        Assert.Equal([".pending", "part"], Files.List(Folder).Select(static entry => entry.Path.Name));

        Files.Rename(from, to, CreateMode.New);

        Assert.Equal(["part"], Files.List(Folder).Select(static entry => entry.Path.Name));
    }

    [Fact]
    public void Copy_of_another_file_of_that_name_is_not_taken_for_ones_own()
    {
        var (from, to) = (Folder.Child(".pending"), Folder.Child("part"));
        Write(from, "same");
        Files.Rename(from, to, CreateMode.New);

        // The same bytes under the same name, but written by somebody else.
        Write(from, "same");
        AssertError(FileSystemError.AlreadyExists, () => Files.Rename(from, to, CreateMode.New));
        Assert.True(Files.Exists(from));
    }

    [Fact]
    public void File_that_is_renamed_to_itself_stays()
    {
        Write(Folder.Child("a"), "1");
        Files.Rename(Folder.Child("a"), Folder.Child("a"), CreateMode.Overwrite);
        AssertError(FileSystemError.AlreadyExists, () => Files.Rename(Folder.Child("a"), Folder.Child("a"), CreateMode.New));
        Assert.Throws<ArgumentException>(() => Files.Rename(Folder, Folder.Child("b"), CreateMode.New));
        Assert.Equal("1", Read(Folder.Child("a")));
    }

    [Fact]
    public void Reading_goes_on_where_the_connection_broke()
    {
        var files = S3Service.Open(_way.Configuration);
        var content = new byte[6 << 20];
        new Random(1).NextBytes(content);
        WriteWith(Files, Folder.Child("long"), content);

        using var stream = files.OpenRead(Folder.Child("long"));
        var read = new byte[content.Length];
        for (var offset = 0; offset < content.Length; offset += 256 << 10)
        {
            stream.ReadExactly(read, offset, 256 << 10);
            _way.Cut();
        }

        Assert.True(content.AsSpan().SequenceEqual(read), "The content differs.");
    }

    [Fact]
    public void Reading_does_not_go_on_in_a_file_that_was_replaced()
    {
        var path = Folder.Child("replaced");
        WriteWith(Files, path, new byte[4 << 20]);
        using var stream = Files.OpenRead(path);
        var read = new byte[5 << 20];
        Assert.True(stream.Read(read) > 0);
        WriteWith(Files, path, new byte[6 << 20]);

        var error = AssertError(FileSystemError.Other, () => stream.ReadExactly(read));
        Assert.Contains("replaced meanwhile", error.Message, StringComparison.Ordinal);
    }
}
