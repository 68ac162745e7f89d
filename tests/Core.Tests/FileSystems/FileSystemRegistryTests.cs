using Flink.Core.Configuration;
using Flink.Core.FileSystems;

namespace Flink.Core.Tests.FileSystems;

public class FileSystemRegistryTests
{
    [Theory]
    [InlineData("s3a://bucket/key", "s3")]
    [InlineData("hdfs://nn/x", "hdfs")]
    [InlineData("wasbs://c/x", "abfs")]
    public void An_unknown_scheme_names_the_plug_in_that_brings_it(string path, string plugin)
    {
        var error = Assert.Throws<FlinkException>(() => new FileSystemRegistry().For(FilePath.Parse(path)));
        Assert.Contains($"'{FilePath.Parse(path).Scheme}'", error.Message, StringComparison.Ordinal);
        Assert.Contains($"plugins/{plugin}/", error.Message, StringComparison.Ordinal);
        Assert.Contains("known: file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_registered_file_system_is_made_once_with_the_configuration()
    {
        var made = new List<string>();
        var systems = new FileSystemRegistry(FlinkConfiguration.Empty.With("x.key", "value"));
        systems.Register("xx", configuration =>
        {
            made.Add(configuration.GetText("x.key")!);
            return new LocalFileSystem();
        });
        systems.Register("yy", _ => throw new InvalidOperationException("never asked for"));

        Assert.IsType<LocalFileSystem>(systems.For(FilePath.Parse("/a")));
        Assert.Empty(made);
        Assert.Same(systems.For(FilePath.Parse("xx://a/b")), systems.For(FilePath.Parse("xx://c/d")));
        Assert.Equal(["value"], made);
    }

    [Fact]
    public void A_scheme_is_registered_once()
    {
        var systems = new FileSystemRegistry();
        Assert.Throws<ArgumentException>(() => systems.Register("file", _ => new LocalFileSystem()));
        Assert.Throws<ArgumentException>(() => systems.Register("Not A Scheme", _ => new LocalFileSystem()));
    }
}
