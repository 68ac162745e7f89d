using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.FileSystems.S3.SlowTests.Harness;

namespace Flink.FileSystems.S3.SlowTests;

/// <summary>Credentials that are not in the configuration. Each test loads the plug-in anew, so that nothing is remembered.</summary>
[Collection(nameof(Alone))]
public sealed class CredentialsTests : S3Test
{
    private static readonly FlinkConfiguration _withoutKeys = FlinkConfiguration.Empty.With("s3.endpoint", S3Service.Endpoint.ToString());

    [Fact]
    public void Keys_of_the_environment_count_where_none_are_configured()
    {
        using var environment = new Variables(("AWS_ACCESS_KEY_ID", S3Service.AccessKey), ("AWS_SECRET_ACCESS_KEY", S3Service.SecretKey));
        WriteWith(S3Service.Open(_withoutKeys), Folder.Child("x"), "1"u8);
        Assert.Equal("1", Read(Folder.Child("x")));
    }

    [Fact]
    public void Keys_of_the_profile_count_where_none_are_configured()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, $"[other]\naws_access_key_id = {S3Service.AccessKey}\naws_secret_access_key = {S3Service.SecretKey}\n");
        try
        {
            using var environment = new Variables(("AWS_SHARED_CREDENTIALS_FILE", file), ("AWS_PROFILE", "other"));
            WriteWith(S3Service.Open(_withoutKeys), Folder.Child("x"), "1"u8);
            Assert.Equal("1", Read(Folder.Child("x")));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Lack_of_keys_says_where_they_may_come_from()
    {
        using var environment = new Variables(("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent"), ("AWS_EC2_METADATA_DISABLED", "true"));
        var error = AssertError(FileSystemError.PermissionDenied, () => S3Service.Open(_withoutKeys).Exists(Folder));
        Assert.Contains("AWS_ACCESS_KEY_ID", error.Message, StringComparison.Ordinal);
        Assert.Contains("'s3.access-key'", error.Message, StringComparison.Ordinal);
    }

    private sealed class Variables : IDisposable
    {
        private readonly (string Name, string? Value)[] _before;

        public Variables(params (string Name, string Value)[] values)
        {
            _before = Array.ConvertAll(values, static one => (one.Name, Environment.GetEnvironmentVariable(one.Name)));
            Array.ForEach(values, static one => Environment.SetEnvironmentVariable(one.Name, one.Value));
        }

        public void Dispose() => Array.ForEach(_before, static one => Environment.SetEnvironmentVariable(one.Name, one.Value));
    }
}
