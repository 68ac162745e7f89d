using Flink.Core.FileSystems;

namespace Flink.FileSystems.Testing;

/// <summary>Reading and writing.</summary>
public abstract partial class FileSystemContract
{
    [Fact]
    public void File_is_read_as_it_was_written_and_can_be_sought_in()
    {
        var path = Folder.Child("a/b/file.bin");
        Write(path, "hello");

        using var stream = Files.OpenRead(path);
        Assert.Equal(5, stream.Length);
        stream.Position = 3;
        Assert.Equal("lo"u8, Rest(stream));
        stream.Seek(-5, SeekOrigin.Current);
        Assert.Equal("hello"u8, Rest(stream));
        stream.Seek(-1, SeekOrigin.End);
        Assert.Equal('o', stream.ReadByte());
        Assert.Equal(-1, stream.ReadByte());
        stream.Position = 100;
        Assert.Equal(-1, stream.ReadByte());
    }

    [Fact]
    public void Empty_file_is_a_file()
    {
        var path = Folder.Child("empty");
        Write(path, "");

        Assert.Equal((0L, false), (Files.GetStatus(path).Length, Files.GetStatus(path).IsDirectory));
        using var stream = Files.OpenRead(path);
        Assert.Equal(0, stream.Length);
        Assert.Equal(-1, stream.ReadByte());
    }

    [Fact]
    public void Large_file_is_read_as_it_was_written_in_any_order()
    {
        var path = Folder.Child("large");
        var content = Pattern(LargeFile + 12_345);
        using (var stream = Files.Create(path, CreateMode.New, durable: true))
        {
            // Pieces of many sizes, over all borders that there may be.
            for (var (offset, size) = (0, 1); offset < content.Length; size = (size * 7 % 300_007) + 1)
            {
                var count = Math.Min(size, content.Length - offset);
                stream.Write(content, offset, count);
                offset += count;
            }
        }

        Assert.Equal(content.Length, Files.GetStatus(path).Length);
        using var input = Files.OpenRead(path);
        Assert.True(content.AsSpan().SequenceEqual(Rest(input)), "The content differs.");
        foreach (var offset in (int[])[content.Length - 10, 5, content.Length / 2, (content.Length / 2) + 100_000, 0])
        {
            var piece = new byte[Math.Min(70_000, content.Length - offset)];
            input.Seek(offset, SeekOrigin.Begin);
            input.ReadExactly(piece);
            Assert.True(content.AsSpan(offset, piece.Length).SequenceEqual(piece), $"The content differs behind {offset}.");
        }
    }

    [Fact]
    public void File_has_a_length_and_a_time_that_stay_while_it_does()
    {
        var path = Folder.Child("file");
        Write(path, "12345");

        var status = Files.GetStatus(path);
        Assert.Equal((path, 5L, false), (status.Path, status.Length, status.IsDirectory));
        Assert.InRange(status.ModifiedAt, new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), DateTimeOffset.MaxValue);
        Assert.Equal(status, Files.GetStatus(path));
        Assert.Equal(status, Assert.Single(Files.List(Folder)));
    }

    [Fact]
    public void New_file_does_not_replace_another_and_one_that_may_does()
    {
        var path = Folder.Child("a");
        Write(path, "old");

        AssertError(FileSystemError.AlreadyExists, path, () => Files.Create(path, CreateMode.New).Dispose());
        AssertError(FileSystemError.AlreadyExists, path, () =>
        {
            using var file = Files.CreateAtomic(path, CreateMode.New);
            file.Commit();
        });
        Assert.Equal("old", Read(path));
        Write(path, "new");
        Assert.Equal("new", Read(path));
    }

    [Fact]
    public async Task Of_many_who_create_a_file_at_once_one_does()
    {
        for (var round = 0; round < 5; round++)
        {
            var path = Folder.Child($"claims/{round}");
            using var barrier = new Barrier(6);
            var winners = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => Task.Factory.StartNew(
                () =>
                {
                    barrier.SignalAndWait();
                    try
                    {
                        Files.Create(path, CreateMode.New, durable: true).Dispose();
                        return true;
                    }
                    catch (FileSystemException e) when (e.Error == FileSystemError.AlreadyExists)
                    {
                        return false;
                    }
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
            Assert.Single(winners, static wins => wins);
        }
    }

    [Fact]
    public void Atomic_file_appears_whole_at_its_commit()
    {
        var path = Folder.Child("out/part-0");
        Files.CreateDirectory(path.Parent!);
        using (var file = Files.CreateAtomic(path, CreateMode.New))
        {
            file.Stream.Write("whole"u8);
            file.Stream.Flush();
            Assert.False(Files.Exists(path));
            Assert.All(Files.List(path.Parent!), entry => Assert.True(entry.Path.IsHidden));
            file.Commit();
        }

        Assert.Equal("whole", Read(path));
        Assert.Single(Files.List(path.Parent!));
    }

    [Fact]
    public void Atomic_file_whose_stream_was_closed_is_committed_nevertheless()
    {
        var path = Folder.Child("text");
        using var file = Files.CreateAtomic(path, CreateMode.Overwrite);
        using (var writer = new StreamWriter(file.Stream))
        {
            writer.Write("closed");
        }

        Assert.False(Files.Exists(path));
        file.Commit();
        Assert.Equal("closed", Read(path));
    }

    [Fact]
    public void Atomic_file_that_is_not_committed_leaves_nothing_and_what_was_there()
    {
        var (kept, path) = (Folder.Child("out/kept"), Folder.Child("out/part-0"));
        Write(kept, "before");
        foreach (var target in (FilePath[])[kept, path])
        {
            using var file = Files.CreateAtomic(target, CreateMode.Overwrite);
            file.Stream.Write(Pattern(LargeFile));
        }

        Assert.Equal(["kept"], Names(kept.Parent!));
        Assert.Equal("before", Read(kept));
    }

    [Fact]
    public void Of_two_atomic_files_of_one_name_the_second_to_commit_fails_or_replaces_as_it_was_told()
    {
        var path = Folder.Child("x");
        using var first = Files.CreateAtomic(path, CreateMode.New);
        using var second = Files.CreateAtomic(path, CreateMode.New);
        using var third = Files.CreateAtomic(path, CreateMode.Overwrite);
        first.Stream.Write("1"u8);
        second.Stream.Write(Pattern(LargeFile));
        third.Stream.Write("3"u8);

        first.Commit();
        AssertError(FileSystemError.AlreadyExists, path, second.Commit);
        Assert.Equal("1", Read(path));
        third.Commit();
        Assert.Equal("3", Read(path));
    }

    [Fact]
    public void Names_may_have_any_character()
    {
        string[] names = ["a b+c", "per%20cent", "que?st#ion&x=1", "quote'\"", TakesColons ? "colon:semi;" : "semi;", "ä-日本-😀", "tilde~(1)!*@$,[2]"];
        foreach (var name in names)
        {
            Write(Folder.Child(name), name);
        }

        Assert.Equal(names.Order(StringComparer.Ordinal), Names(Folder));
        foreach (var entry in Files.List(Folder))
        {
            Assert.Equal(entry.Path.Name, Read(entry.Path));
        }

        Files.Rename(Folder.Child(names[1]), Folder.Child("x %41+y"), CreateMode.New);
        Assert.Equal(names[1], Read(Folder.Child("x %41+y")));
    }

    private static byte[] Rest(Stream stream)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
