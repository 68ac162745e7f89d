using Flink.Core.Configuration;
using Flink.Kubernetes.Api;
using Flink.Kubernetes.Tests.Fakes;

namespace Flink.Kubernetes.Tests.Api;

/// <summary>Where the API is, and who asks.</summary>
public sealed class KubernetesConnectionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flink-kubeconfig-").FullName;

    [Fact]
    public void The_context_says_where_the_API_is_and_in_which_namespace()
    {
        var file = Write("config", "one", Context("one", "http://one.example:1", "space"), Context("two", "http://two.example:2", null));

        using var current = Open(file);
        using var other = Open(file, "two");
        using var given = Open(file, "two", "given");

        Assert.Equal(("one.example", "space"), (current.Address.Host, current.Namespace));
        Assert.Equal(("two.example", "default"), (other.Address.Host, other.Namespace));
        Assert.Equal("given", given.Namespace);
    }

    [Theory]
    [InlineData("three", "three")]
    [InlineData(null, "no current context")]
    public void What_a_kubeconfig_does_not_say_is_an_error_that_names_the_options(string? context, string words)
    {
        var file = Write("config", "", Context("one", "http://one.example:1", null));

        var error = Assert.Throws<ConfigurationException>(() => Open(file, context));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Contains("kubernetes.context", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var error = Assert.Throws<ConfigurationException>(() => Open("/nowhere/config"));

        Assert.Contains("/nowhere/config", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_files_the_first_that_says_something_is_right()
    {
        var first = Write("first", "", Context("one", "http://first.example:1", null));
        var second = Write("second", "one", Context("one", "http://second.example:1", null), Context("two", "http://two.example:1", null));

        Assert.Equal("first.example", new Uri(Kubeconfig.Read([first, "/nowhere/config", second], null).Host).Host);
        Assert.Equal("two.example", new Uri(Kubeconfig.Read([first, second], "two").Host).Host);
    }

    [Fact]
    public async Task A_command_may_say_who_asks()
    {
        await using var server = await FakeApi.StartAsync();
        var command = Path.Combine(_folder, "who.sh");
        File.WriteAllText(command, """
            #!/bin/sh
            echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"told-by-'$1'"}}'
            """);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The command is a script of a shell that is not there");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(command, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        // Named from where the kubeconfig is.
        var file = Write("config", "one", ("one", server.Address, null, """
            exec:
                  apiVersion: client.authentication.k8s.io/v1
                  command: ./who.sh
                  args: [me]
                  interactiveMode: Never
            """));
        using var connection = Open(file);

        await new PodSource(connection, "a=b").ListAsync(1, null, CancellationToken.None);

        Assert.Equal("Bearer told-by-me", server.LastAuthorization);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static (string Name, string Server, string? Namespace, string User) Context(string name, string server, string? namespaceName) => (name, server, namespaceName, "token: t");

    private static KubernetesConnection Open(string file, string? context = null, string? namespaceName = null)
    {
        var configuration = FlinkConfiguration.Empty.With("kubernetes.config.file", file);
        configuration = context is null ? configuration : configuration.With("kubernetes.context", context);
        return KubernetesConnection.Open(namespaceName is null ? configuration : configuration.With("kubernetes.namespace", namespaceName));
    }

    private string Write(string name, string current, params (string Name, string Server, string? Namespace, string User)[] contexts)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, $"""
            apiVersion: v1
            kind: Config
            {(current.Length == 0 ? "" : $"current-context: {current}")}
            contexts:
            {string.Join('\n', contexts.Select(it => $"- name: {it.Name}\n  context:\n    cluster: {it.Name}\n    user: {it.Name}{(it.Namespace is null ? "" : $"\n    namespace: {it.Namespace}")}"))}
            clusters:
            {string.Join('\n', contexts.Select(it => $"- name: {it.Name}\n  cluster:\n    server: {it.Server}"))}
            users:
            {string.Join('\n', contexts.Select(it => $"- name: {it.Name}\n  user:\n    {it.User}"))}
            """);
        return path;
    }
}
