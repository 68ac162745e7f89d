namespace Flink.Kubernetes.Pods.Steps;

/// <summary>What the container runs: the image's entry point is the engine.</summary>
public sealed class CommandStep : IPodStep
{
    private const string LogFolder = "/opt/flink/log";

    /// <inheritdoc/>
    public void Apply(PodDraft draft, PodRequest request)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(request);

        // The status of a pod that failed holds the end of its output then: nobody has to ask for it while it is still there.
        draft.Main.TerminationMessagePolicy ??= "FallbackToLogsOnError";
        string[] properties = request.Secret is null ? [] : ["--propertiesFile", $"{ProcessSecret.Folder}/{ProcessSecret.PropertiesEntry}"];
        draft.Main.Args =
        [
            .. new[] { request.Verb, "--logFile", $"{LogFolder}/{request.Component.Name}.log", "--stderr" }
                .Concat(properties)
                .Concat(request.Arguments)
                .Select(PodDraft.Literal),
        ];
    }
}
