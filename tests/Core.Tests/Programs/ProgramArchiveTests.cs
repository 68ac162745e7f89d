using System.IO.Compression;
using System.Text;
using CsCheck;
using Flink.Core.Programs;
using Xunit;

namespace Flink.Core.Tests.Programs;

public sealed class ProgramArchiveTests : IDisposable
{
    private static readonly ProgramArchiveLimits _limits = new();

    private readonly string _folder = Directory.CreateTempSubdirectory("flink-archive-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Unpacked_folder_has_the_files_that_were_packed_and_knows_its_entry()
    {
        var source = Source(("App.dll", "code"), ("Other.dll", "more"), ("runtimes/linux-x64/native/lib.so", "native"), ("empty.txt", ""));
        using var zip = Packed(source, "App.dll");
        var entry = ProgramArchive.Unpack(zip, "app.zip", Target, _limits);
        Assert.Equal(Path.Combine(Target, "App.dll"), entry);
        Assert.Equal("native", File.ReadAllText(Path.Combine(Target, "runtimes/linux-x64/native/lib.so")));
        Assert.Equal(4, Directory.GetFiles(Target, "*", SearchOption.AllDirectories).Length);
        Assert.Equal(["source", "target"], Directory.GetDirectories(_folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Assemblies_of_the_engine_are_neither_packed_nor_unpacked()
    {
        var source = Source(
            ("App.dll", "code"), ("Flink.Core.dll", "old"), ("Flink.Core.pdb", "old"), ("Flink.Streaming.xml", "old"), ("Flink.Core.txt", "own"), ("Flink.CoreOfMine.dll", "own"), ("sub/Flink.Core.dll", "own"));
        using var zip = Packed(source, "App.dll");
        using var other = Zip("App.dll", "App.deps.json", "Flink.Runtime.dll", "Flink.Local.pdb");

        ProgramArchive.Unpack(zip, "app.zip", Target, _limits);
        ProgramArchive.Unpack(other, "other.zip", Target + "-of-other", _limits);

        Assert.Equal(["App.dll", "Flink.Core.txt", "Flink.CoreOfMine.dll", "sub/Flink.Core.dll"], FilesIn(Target));
        Assert.Equal(["App.deps.json", "App.dll"], FilesIn(Target + "-of-other"));
        using var entries = new ZipArchive(zip);
        Assert.Equal(4, entries.Entries.Count);
    }

    [Fact]
    public void Same_folder_gives_the_same_bytes_at_any_time()
    {
        var source = Source(("App.dll", "code"), ("b/c.txt", "text"));
        using var first = Packed(source, "App.dll");
        File.SetLastWriteTimeUtc(Path.Combine(source, "App.dll"), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        using var second = Packed(source, "App.dll");
        Assert.Equal(first.ToArray(), second.ToArray());
        using var hash = System.Security.Cryptography.SHA256.Create();
        using (var unseekable = new System.Security.Cryptography.CryptoStream(Stream.Null, hash, System.Security.Cryptography.CryptoStreamMode.Write))
        {
            ProgramArchive.Pack(Path.Combine(source, "App.dll"), unseekable);
        }

        Assert.Equal(System.Security.Cryptography.SHA256.HashData(first.ToArray()), hash.Hash);
    }

    [Theory]
    [InlineData("App.dll", "App.dll;App.runtimeconfig.json;Lib.dll;Lib.deps.json")]
    [InlineData("App.dll", "App.dll;App.deps.json;Lib.dll")]
    [InlineData("Only.dll", "Only.dll;readme.txt;sub/Lib.dll")]
    public void Zip_that_was_made_by_other_means_begins_in_its_only_program(string entry, string files)
    {
        using var zip = Zip([.. files.Split(';')]);
        Assert.Equal(entry, ProgramArchive.Check(zip, "x.zip", _limits));
    }

    [Theory]
    [InlineData("sub/App.dll", "the folder itself")]
    [InlineData("A.dll;B.dll", "several programs: A.dll, B.dll")]
    [InlineData("readme.txt", "no program")]
    public void Zip_without_one_program_says_what_to_do(string files, string expected)
    {
        using var zip = Zip([.. files.Split(';')]);
        Assert.Contains(expected, Refused(zip), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../evil.dll")]
    [InlineData("a/../../evil.dll")]
    [InlineData("/etc/evil")]
    [InlineData("a//b")]
    [InlineData("./a")]
    [InlineData("a\\..\\..\\evil")]
    [InlineData("C:evil")]
    [InlineData("a\nb")]
    [InlineData("..")]
    [InlineData("a/..")]
    public void Name_that_leads_elsewhere_is_refused(string name)
    {
        using var zip = Zip("App.dll", name);
        Assert.Contains("is not unpacked", Refused(zip), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("App.dll", "app.DLL")]
    [InlineData("App.dll", "App.dll")]
    [InlineData("App.dll", "App.dll/x")]
    public void Two_names_for_one_file_are_refused(string first, string second)
    {
        using var zip = Zip(first, second);
        Assert.Contains("is not unpacked", Refused(zip), StringComparison.Ordinal);
    }

    [Fact]
    public void Symbolic_link_is_refused()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "App.dll", "code"u8);
            Add(zip, "link", "/etc/passwd"u8, attributes: unchecked((int)0xA1FF0000));
        }

        Assert.Contains("symbolic link", Refused(stream), StringComparison.Ordinal);
    }

    [Fact]
    public void Bomb_is_stopped_while_it_is_unpacked()
    {
        using var zip = Zip("App.dll");
        using var bomb = new MemoryStream();
        using (var archive = new ZipArchive(bomb, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(archive, "App.dll", new byte[3 << 20]);
        }

        var limits = new ProgramArchiveLimits { FreeBytes = 1 << 20, MaxRatio = 10 };
        Assert.Contains("larger than", Refused(bomb, limits), StringComparison.Ordinal);
        Assert.Contains("larger than", Refused(bomb, new ProgramArchiveLimits { MaxBytes = 1 << 20 }), StringComparison.Ordinal);
        Assert.Contains("1 entries", Refused(zip, new ProgramArchiveLimits { MaxFiles = 0 }), StringComparison.Ordinal);
    }

    [Fact]
    public void Size_that_the_zip_states_is_not_believed()
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(archive, "App.dll", new byte[3 << 20]);
        }

        // The stated size of three megabytes becomes one byte, in the directory and before the data.
        var bytes = zip.ToArray();
        var stated = BitConverter.GetBytes(3 << 20);
        for (var i = 0; i < bytes.Length - 4; i++)
        {
            if (bytes.AsSpan(i, 4).SequenceEqual(stated))
            {
                bytes[i + 2] = 0;
                bytes[i] = 1;
            }
        }

        Refused(new MemoryStream(bytes), new ProgramArchiveLimits { MaxBytes = 1 << 20 });
    }

    [Fact]
    public void Partly_unpacked_folder_of_a_process_that_died_is_replaced()
    {
        using var zip = Zip("App.dll");
        Directory.CreateDirectory(Target + ".unpacking");
        File.WriteAllText(Path.Combine(Target + ".unpacking", "App.dll"), "half");
        ProgramArchive.Unpack(zip, "x.zip", Target, _limits);
        Assert.Equal("App.dll", File.ReadAllText(Path.Combine(Target, "App.dll")));
    }

    [Fact]
    public void Damaged_zip_is_an_error_and_leaves_nothing()
    {
        var source = Source(("App.dll", new string('x', 5000)), ("Other.dll", "more"));
        using var zip = Packed(source, "App.dll");
        var bytes = zip.ToArray();
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte[1, 255], Gen.Int[0, bytes.Length]).Sample(
            change =>
            {
                var copy = bytes.AsSpan(0, change.Item3).ToArray();
                if (change.Item1 < copy.Length)
                {
                    copy[change.Item1] ^= change.Item2;
                }

                var target = Path.Combine(_folder, "target");
                try
                {
                    ProgramArchive.Unpack(new MemoryStream(copy), "x.zip", target, _limits);
                    Directory.Delete(target, recursive: true);
                }
                catch (ProgramArchiveException)
                {
                    Assert.False(Directory.Exists(target));
                    Assert.False(Directory.Exists(target + ".unpacking"));
                }
            },
            iter: 300,
            threads: 1);
    }

    private string Target => Path.Combine(_folder, "target");

    private static IEnumerable<string> FilesIn(string folder) =>
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal);

    private string Source(params (string Name, string Text)[] files)
    {
        var source = Path.Combine(_folder, "source");
        foreach (var (name, text) in files)
        {
            var path = Path.Combine(source, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        return source;
    }

    private static MemoryStream Packed(string source, string entry)
    {
        var stream = new MemoryStream();
        ProgramArchive.Pack(Path.Combine(source, entry), stream);
        return stream;
    }

    private static MemoryStream Zip(params string[] names)
    {
        var stream = new MemoryStream();
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var name in names)
        {
            Add(zip, name, Encoding.UTF8.GetBytes(name));
        }

        return stream;
    }

    private static void Add(ZipArchive zip, string name, ReadOnlySpan<byte> content, int attributes = 0)
    {
        var entry = zip.CreateEntry(name);
        entry.ExternalAttributes = attributes;
        using var stream = entry.Open();
        stream.Write(content);
    }

    private string Refused(Stream zip, ProgramArchiveLimits? limits = null)
    {
        var error = Assert.Throws<ProgramArchiveException>(() => ProgramArchive.Unpack(zip, "x.zip", Target, limits ?? _limits));
        Assert.False(Directory.Exists(Target));
        Assert.False(Directory.Exists(Target + ".unpacking"));
        return error.Message;
    }
}
