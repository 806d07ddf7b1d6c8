import type { PropertyDeclarations } from "lit";
import type { WorkflowItem } from "../../api/types";
import { PageElement } from "../../components/element";

/** A tab of a workflow's page. */
export class WorkflowPart extends PageElement {
  static override properties: PropertyDeclarations = {
    name: { type: String },
    query: { attribute: false },
    item: { attribute: false },
  };
  declare name: string;
  declare query: URLSearchParams;
  /** What the list says of it; null until it was read. */
  declare item: WorkflowItem | null;

  constructor() {
    super();
    this.name = "";
    this.query = new URLSearchParams();
    this.item = null;
  }
}
