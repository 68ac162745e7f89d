using Flink.Runtime.Programs;

namespace Flink.Runtime.Tests.Programs;

public sealed class ProgramHashTests : IDisposable
{
    private readonly ProgramFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Copy_of_a_folder_has_the_same_hash()
    {
        _folder.Write("a.dll", "one");
        _folder.Write("z.txt", "two");
        using var copy = _folder.Copy();

        Assert.Equal(ProgramHash.Of(_folder.Path), ProgramHash.Of(copy.Path));
    }

    [Theory]
    [InlineData("a.dll", "One")]
    [InlineData("b.dll", "one")]
    [InlineData("runtimes/a.dll", "one")]
    [InlineData("a.dl", "lone")]
    public void Other_names_and_contents_have_other_hashes(string name, string content)
    {
        _folder.Write("a.dll", "one");
        var before = ProgramHash.Of(_folder.Path);
        File.Delete(Path.Combine(_folder.Path, "a.dll"));
        _folder.Write(name, content);

        Assert.NotEqual(before, ProgramHash.Of(_folder.Path));
    }

    [Fact]
    public void Symbol_files_do_not_count()
    {
        _folder.Write("a.dll", "one");
        var before = ProgramHash.Of(_folder.Path);
        _folder.Write("a.pdb", "symbols");

        Assert.Equal(before, ProgramHash.Of(_folder.Path));
    }

    [Fact]
    public void Folder_that_does_not_exist_is_named()
    {
        var missing = Path.Combine(_folder.Path, "nowhere");

        Assert.Contains(missing, Assert.Throws<ProgramException>(() => ProgramHash.Of(missing)).Message);
    }
}
