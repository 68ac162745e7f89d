using Flink.Core.FileSystems;
using Flink.FileSystems.S3.Connections;

namespace Flink.FileSystems.S3.Tests.Connections;

public class ObjectPlaceTests
{
    [Fact]
    public void Path_is_a_bucket_and_a_key()
    {
        var (bucket, file) = (ObjectPlace.Of(FilePath.Parse("s3a://books")), ObjectPlace.Of(FilePath.Parse("s3a://books/a/b c%20")));
        Assert.Equal(("books", "", "", true), (bucket.Bucket, bucket.Key, bucket.FolderKey, bucket.IsBucket));
        Assert.Equal(("books", "a/b c%20", "a/b c%20/", false), (file.Bucket, file.Key, file.FolderKey, file.IsBucket));
        Assert.Contains("names no bucket", Assert.Throws<ArgumentException>(() => ObjectPlace.Of(FilePath.Parse("s3:/a/b"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x/y", true)]
    [InlineData("x//y", false)]
    [InlineData("x/../y", false)]
    [InlineData("x/.", false)]
    [InlineData("/x", false)]
    public void Key_has_a_path_when_the_path_leads_back_to_it(string key, bool hasPath)
    {
        var path = ObjectPlace.Of(FilePath.Parse("s3a://books/a")).PathOf(key);
        Assert.Equal(hasPath ? $"s3a://books/{key}" : null, path?.ToString());
    }
}
