namespace Flink.Architecture.Tests;

public class DeploymentNamesTests
{
    [Fact]
    public void No_deployment_name_occurs_in_the_engine()
    {
        var found = DeploymentNames.Projects
            .SelectMany(project => Repository.Files($"src/{project}"))
            .Where(path => Path.GetExtension(path) is ".cs" or ".csproj")
            .SelectMany(path => DeploymentNames.FindIn(Repository.RelativeOf(path), File.ReadAllText(path)));

        Findings.None(found);
    }

    [Theory]
    [InlineData("class YarnSlot;")]
    [InlineData("// as Kubernetes does")]
    [InlineData("var s = \"hdfs://a\";")]
    [InlineData("/// <summary>The process driver</summary>")]
    public void Name_in_the_engine_is_found_with_its_line(string line) =>
        Assert.StartsWith("src/Runtime/A.cs(2): ", Assert.Single(DeploymentNames.FindIn("src/Runtime/A.cs", "\n" + line)));

    [Fact]
    public void Configuration_may_hold_such_words_in_literals_only()
    {
        const string path = "src/Core/Configuration/A.cs";

        Assert.Empty(DeploymentNames.FindIn(path, "var key = \"yarn.application.name\"; var u = $\"docker.{key}\";"));
        Assert.Single(DeploymentNames.FindIn(path, "// yarn"));
        Assert.Single(DeploymentNames.FindIn(path, "var yarnName = \"\";"));
    }
}
