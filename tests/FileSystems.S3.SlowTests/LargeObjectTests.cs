using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.FileSystems.S3.SlowTests.Harness;

namespace Flink.FileSystems.S3.SlowTests;

/// <summary>Objects that are sent in parts.</summary>
[Collection(nameof(Alone))]
public sealed class LargeObjectTests : S3Test
{
    [Fact]
    public void Large_object_is_written_and_read_in_bounded_memory()
    {
        const int Megabytes = 160;
        var files = S3Service.Open(S3Service.Configuration.With("s3.upload.max.concurrent.uploads", "3"));
        var path = Folder.Child("large");
        var piece = new byte[1 << 20];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;

        using (var stream = files.Create(path, CreateMode.New))
        {
            for (var i = 0; i < Megabytes; i++)
            {
                Mark(piece, i);
                stream.Write(piece);
                most = i % 16 == 15 ? Math.Max(most, GC.GetTotalMemory(forceFullCollection: true)) : most;
            }
        }

        using (var stream = files.OpenRead(path))
        {
            var read = new byte[piece.Length];
            for (var i = 0; i < Megabytes; i++)
            {
                stream.ReadExactly(read);
                Mark(piece, i);
                Assert.True(piece.AsSpan().SequenceEqual(read), $"Megabyte {i} differs.");
                most = i % 16 == 15 ? Math.Max(most, GC.GetTotalMemory(forceFullCollection: true)) : most;
            }

            Assert.Equal(-1, stream.ReadByte());
        }

        // One part that is filled and three under way have 20 MB. What was held before may have been given back meanwhile.
        Assert.True((most - before) >> 20 <= 40, $"{most >> 20} MB were held, and {before >> 20} MB before");
    }

    [Fact]
    public async Task Object_that_is_given_up_leaves_no_parts()
    {
        using (var file = Files.CreateAtomic(Folder.Child("given-up"), CreateMode.New))
        {
            file.Stream.Write(new byte[12 << 20]);
            Assert.Equal(1, await UploadsAsync());
        }

        Assert.Equal(0, await UploadsAsync());
        Assert.False(Files.Exists(Folder.Child("given-up")));
    }

    [Fact]
    public async Task Object_that_could_not_be_published_leaves_no_parts()
    {
        var path = Folder.Child("taken");
        Write(path, "first");

        AssertError(FileSystemError.AlreadyExists, () => WriteWith(Files, path, new byte[12 << 20], CreateMode.New));

        Assert.Equal(0, await UploadsAsync());
        Assert.Equal("first", Read(path));
    }

    [Fact]
    public async Task Parts_of_a_writer_that_was_killed_go_with_the_folder()
    {
        await Client.InitiateMultipartUploadAsync(S3Service.Bucket, Folder.Child("dead/object").Path[1..]);
        Assert.Equal(1, await UploadsAsync());

        Assert.False(Files.Delete(Folder, recursive: true));

        Assert.Equal(0, await UploadsAsync());
    }

    [Fact]
    public void Folder_of_more_entries_than_a_page_is_listed_and_deleted_whole()
    {
        Parallel.For(0, 1_100, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => Write(Folder.Child($"many/{i:D5}"), ""));

        Assert.Equal(Enumerable.Range(0, 1_100).Select(static i => $"{i:D5}"), Files.List(Folder.Child("many")).Select(static entry => entry.Path.Name));
        Assert.True(Files.Delete(Folder.Child("many"), recursive: true));
        Assert.False(Files.Exists(Folder.Child("many")));
    }

    private static void Mark(byte[] piece, int number)
    {
        for (var i = 0; i < piece.Length; i += 1000)
        {
            piece[i] = (byte)(number + i);
        }
    }
}
