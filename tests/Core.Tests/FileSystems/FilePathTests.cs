using Flink.Core.FileSystems;

namespace Flink.Core.Tests.FileSystems;

public class FilePathTests
{
    [Theory]
    [InlineData("file:///a/b", "file", "", "/a/b")]
    [InlineData("file:/a/b", "file", "", "/a/b")]
    [InlineData("file://localhost/a", "file", "", "/a")]
    [InlineData("FILE:///a//b/./c/../d/", "file", "", "/a/b/d")]
    [InlineData("/a b/c%20d", "file", "", "/a b/c%20d")]
    [InlineData("s3://Bucket/k/x:y", "s3", "Bucket", "/k/x:y")]
    [InlineData("s3://bucket", "s3", "bucket", "/")]
    [InlineData("hdfs://nn:8020/user", "hdfs", "nn:8020", "/user")]
    public void Uris_and_local_paths_are_read(string text, string scheme, string authority, string path)
    {
        var parsed = FilePath.Parse(text);
        Assert.Equal((scheme, authority, path), (parsed.Scheme, parsed.Authority, parsed.Path));
        Assert.Equal(parsed, FilePath.Parse(parsed.ToString()));
        Assert.Equal(parsed.GetHashCode(), FilePath.Parse(parsed.ToString()).GetHashCode());
    }

    [Fact]
    public void A_relative_path_starts_at_the_current_folder()
    {
        Assert.Equal(Path.GetFullPath("data/in.txt"), FilePath.Parse("data/in.txt").LocalPath);
        Assert.Equal("a:b", FilePath.Parse("./a:b").Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("file://host/a")]
    [InlineData("s3:a/b")]
    [InlineData("s3://b/../../c")]
    public void What_is_not_a_path_is_refused(string text)
    {
        Assert.ThrowsAny<ArgumentException>(() => FilePath.Parse(text));
        Assert.False(FilePath.TryParse(text, out _));
    }

    [Fact]
    public void Names_parents_and_children_fit_together()
    {
        var path = FilePath.Parse("s3://b/a/x.txt");
        Assert.Equal("x.txt", path.Name);
        Assert.Equal("s3://b/a", path.Parent!.ToString());
        Assert.Equal("s3://b/", path.Parent.Parent!.ToString());
        Assert.Null(path.Parent.Parent.Parent);
        Assert.Equal(path, FilePath.Parse("s3://b").Child("a/x.txt"));
        Assert.True(path.IsBelow(path.Parent));
        Assert.False(path.IsBelow(path));
        Assert.False(FilePath.Parse("/ab").IsBelow(FilePath.Parse("/a")));
        Assert.True(path.Parent.Child("_SUCCESS").IsHidden);
        Assert.Throws<ArgumentException>(() => path.Child("../y"));
        Assert.Throws<ArgumentException>(() => path.Child("/y"));
    }
}
